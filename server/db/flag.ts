/** 0 or 1: SQLite has no boolean and both databases have integers. */
export type Flag = 0 | 1;

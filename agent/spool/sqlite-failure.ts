/** SQLite's primary result codes that this module tells apart (https://sqlite.org/rescode.html). */
export type SqliteFailure = 'busy' | 'full' | 'damaged' | 'other';

export function sqliteFailure(error: unknown): SqliteFailure {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return 'other';
  switch (error.errcode & 0xff) {
    case 5:
    case 6:
      return 'busy';
    case 13:
      return 'full';
    case 11:
    case 26:
      return 'damaged';
    default:
      return 'other';
  }
}

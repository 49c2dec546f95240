export { cellOf, columnOf, pageCells } from './controllers-table.ts';

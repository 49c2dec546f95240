export { type ErrorCode, errorTable, isWitnessError, WitnessError } from './table.ts';

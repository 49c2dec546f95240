export { Places } from './places.ts';
export { Witnesses } from './witnesses.ts';

export { WebApiWitness } from './cpu-witness.ts';

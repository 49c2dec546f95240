export { CpuWitness, countedOf } from './cpu-witness.ts';

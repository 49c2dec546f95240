export { CpuWitness, countedOf, type Look } from './cpu-witness.ts';

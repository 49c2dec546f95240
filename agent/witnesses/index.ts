/** Witnesses beside the sources: who acted, as operator stations and workstations keep it. */
export { planWitness, witnessSchema } from './kinds.ts';
export { Witnesses, type WitnessPlan } from './witnesses.ts';

/** Witnesses beside the sources: who acted, as operator stations and workstations keep it. */
export { planWitness, type WitnessConfig, witnessSchema } from './kinds.ts';
export type { Witness, WitnessContext, WitnessHealth, WitnessSink } from './witness.ts';
export { Witnesses, type WitnessesParts, type WitnessPlan } from './witnesses.ts';

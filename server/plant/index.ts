/**
 * The plant as people see it: everything the page, the API and the command line ask of the projections, the
 * wording of each change (sentence, headlines, loads, differences) with its caches, and what people order.
 */

export type { Asking } from './claims-shown.ts';
export { IdentityNames } from './identity-names.ts';
export { openPlant, type Plant, type PlantOptions } from './plant.ts';
export type { Reader } from './reader.ts';

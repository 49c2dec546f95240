/** Trails that others write, in files: each record told once, and the life of their writer told where it is proven. */
export { pathWordSchema, trailSettings } from './config.ts';
export { readTrailFile } from './read-trail.ts';
export { type AboutAsset, TrailWitness } from './trail-witness.ts';

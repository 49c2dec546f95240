export { type Move, Sightings } from './sightings.ts';

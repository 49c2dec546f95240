/** What the tests of the IEC languages share. */
export { artefact, artefactsAreThere, artefactsIn } from './artefacts.ts';
export { printed } from './print.ts';
export { circuitText, differing, readOf, told } from './told.ts';

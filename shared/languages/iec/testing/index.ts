/** What the tests of the IEC languages share. */
export { artefact, artefactsAreThere, artefactsIn } from './artefacts.ts';
export { boxText, circuitText, differing, readOf, told } from './told.ts';

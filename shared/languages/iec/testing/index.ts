/** What the tests of the IEC languages share. */
export { artefact, artefactsAreThere, artefactsIn } from './artefacts.ts';
export { printed, printedStatement } from './print.ts';
export { boxText, circuitText, differing, readOf, told } from './told.ts';

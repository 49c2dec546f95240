/** Rules by which records of witnesses become statements: data files with their examples as tests inside. */
export { exampleZone, faultsOf, unfilledPlaces } from './examples.ts';
export { csvValues, jsonFields, namedFields } from './fields.ts';
export { layoutSchema, type RecordLayout } from './layout.ts';
export { type Matched, plainValue, RuleSet, type Told, type WitnessFields } from './match.ts';
export { type Moment, type MomentSpec, momentSpecSchema, readMoment } from './moment.ts';
export { fill, type Pattern, parsePattern, placesOf } from './pattern.ts';
export { readRules } from './read-rules.ts';
export { type RuleFile, ruleFileSchema } from './rule-file.ts';

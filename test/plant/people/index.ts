export type { Deed } from './act.ts';
export { type ActName, actNames, type LiveOptions, type PeopleOptions, PlantPeople } from './people.ts';

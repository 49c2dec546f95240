export type { PlantWrite } from './audit.ts';
export { type PlantIdentity, plantNamespace } from './model.ts';
export { OpcuaOperator, plantValue } from './operator.ts';
export { type PlantOpcuaOptions, PlantOpcuaServer } from './plant-server.ts';
export { type PlantUser, plantUsers } from './users.ts';

export { FaultyProxy, type ProxyTarget } from './net/index.ts';
export {
  OpcuaOperator,
  type PlantIdentity as OpcuaIdentity,
  type PlantOpcuaOptions,
  PlantOpcuaServer,
  type PlantUser,
  type PlantWrite,
  plantNamespace,
  plantUsers,
  plantValue,
} from './opcua/index.ts';
export {
  brewhouseLink,
  OperatorPanel,
  type PanelLink,
  type PanelOptions,
  type PanelValue,
  pressLink,
} from './panel/index.ts';
export {
  type ActName,
  actNames,
  type Deed,
  type LiveOptions,
  type PeopleOptions,
  PlantPeople,
} from './people/index.ts';
export {
  codeBlock,
  cpu315,
  dataBlock,
  type HmiOptions,
  type PlantIdentity as S7Identity,
  type PlantMode,
  type PlantRequest,
  S7Cpu,
  type S7CpuOptions,
  S7Hmi,
  S7ProgrammingDevice,
} from './s7/index.ts';
export {
  exportFiller,
  type FillerProject,
  fillerBlocks,
  fillerExportFile,
  fillFiller,
  type LineFile,
  lineProject,
  Plant,
  type PlantOptions,
  type PressRecipe,
  pressActive,
  pressLayouts,
  pressRecipe,
  pressRecipes,
  pressSetpoints,
  saveExport,
} from './site/index.ts';
export { type CpuCertificate, checksumTag, WebApiCpu, webWatcher } from './webapi/index.ts';

export {
  exportFiller,
  type FillerProject,
  fillerBlocks,
  fillerExportFile,
  fillFiller,
} from './filler.ts';
export { type LineFile, lineProject, saveExport } from './line.ts';
export { Plant, type PlantOptions } from './plant.ts';
export {
  type PressRecipe,
  pressActive,
  pressLayouts,
  pressRecipe,
  pressRecipes,
  pressSetpoints,
} from './press.ts';
export { type PressProject, pressCode, pressLimits } from './press-program.ts';

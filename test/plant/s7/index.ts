export {
  blockImage,
  type PlantBlock,
  type PlantBlockType,
  plantBlockTypes,
} from './block-image.ts';
export { dataPacket, packet, readPdu, takePackets } from './bytes.ts';
export { type BlockQuirks, type PlantRequest, S7Cpu, type S7CpuOptions } from './cpu.ts';
export { type HmiOptions, S7Hmi } from './hmi.ts';
export { cpu315, type PlantIdentity } from './identity.ts';
export { codeBlock, dataBlock, type MadeValue, type Statement } from './made-blocks.ts';
export type { PlantMode } from './mode.ts';
export { PlantProgram } from './program.ts';
export { S7ProgrammingDevice } from './programming-device.ts';
export { panelTsap, type Role, roleByTsap, type Service, type Tsaps } from './service.ts';

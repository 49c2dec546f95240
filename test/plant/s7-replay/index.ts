export { type Recorded, S7ReplayCpu } from './replay-cpu.ts';
export { type Segmentation, SegmentCable } from './segment-cable.ts';

export { type Recorded, S7ReplayCpu } from './replay-cpu.ts';

export { KeyHelp } from './help.tsx';
export { KeyContext, useKeys } from './hooks.ts';
export { type KeyBinding, KeyRegistry } from './registry.ts';

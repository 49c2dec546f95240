export { type OpcuaRule, type OpcuaSourceConfig, opcuaSourceSchema, weakenedReason } from './config.ts';
export { ReadOnlyGuard } from './guard.ts';
export { OpcuaSource } from './source.ts';

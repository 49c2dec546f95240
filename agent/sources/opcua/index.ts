export { type OpcuaRule, type OpcuaSourceConfig, opcuaSourceSchema, weakenedReason } from './config.ts';
export { OpcuaSource } from './source.ts';

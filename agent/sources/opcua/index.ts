export type { Finding } from './classify.ts';
export { type OpcuaRule, type OpcuaSourceConfig, opcuaSourceSchema, weakenedReason } from './config.ts';
export { type Discovery, discoverOpcua } from './discover.ts';
export { renderDiscovery } from './discovery-text.ts';
export { OpcuaSource } from './source.ts';

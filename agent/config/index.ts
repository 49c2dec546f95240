export { type LoadedConfig, loadConfig } from './load.ts';
export { ConfigReload, type ReloadListeners } from './reload.ts';
export { type AgentConfig, type AssetConfig, agentConfigSchema, type SourceConfig } from './schema.ts';
export { policyOf } from './watch-rules.ts';

export { loadServerConfig, type ServerConfig, serverConfigSchema, settingNames } from './server-config.ts';

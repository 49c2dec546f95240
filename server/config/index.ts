export { addressBlock } from './address-block.ts';
export { loadServerConfig, type ServerConfig, serverConfigSchema, settingNames } from './server-config.ts';
export {
  type GatewayConfig,
  gatewaySchema,
  type SyslogConfig,
  type SyslogSender,
  syslogSchema,
} from './witness-config.ts';

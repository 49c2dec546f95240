export { type Identity, readIdentity } from './identity.ts';
export { type JoinOptions, joinSite } from './join.ts';
export {
  type BeatHealth,
  createUplink,
  type DeclaredStream,
  type Uplink,
  type UplinkOptions,
  type UplinkStatus,
} from './uplink.ts';
export type { UplinkLog } from './uplink-log.ts';

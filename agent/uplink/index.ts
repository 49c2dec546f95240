export { type Identity, readIdentity } from './identity.ts';
export { type JoinOptions, joinSite } from './join.ts';
export {
  type BeatHealth,
  createUplink,
  type DeclaredStream,
  type Uplink,
  type UplinkLog,
  type UplinkOptions,
  type UplinkStatus,
} from './uplink.ts';

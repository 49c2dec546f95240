export { createInvitations, type InvitationOptions, type Invitations } from './invitations.ts';
export { createFileKeyStore } from './key-store.ts';
export {
  type AgentListener,
  type AgentListenerOptions,
  createAgentListener,
  type ListenerLog,
} from './listener.ts';
export type {
  Acceptance,
  AgentCertificate,
  AgentRecord,
  AgentRegistry,
  Assignment,
  Beats,
  Checkpoints,
  IncomingFact,
  Ingest,
  Invitation,
  KeyStore,
  Orders,
} from './ports.ts';
export { openSiteCa, type SiteCa, type SiteCaOptions } from './site-ca.ts';

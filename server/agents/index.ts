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

import type {
  EngineerSession,
  Erased,
  Grant,
  Me,
  SessionRequest,
  SetUpLink,
  Token,
  Verification,
} from '@witnessmark/shared/api';
import { api } from './queries.ts';

const segment = encodeURIComponent;

/** Everything a person can do from the page; each throws what ApiClient throws. */
export const acts = {
  signIn: (body: { user: string; password: string; code?: string }) => api.send<Me>('POST', '/sign-in', body),
  setUp: (body: { secret: string; password: string }) => api.send<{ user: string }>('POST', '/set-up', body),
  stepUp: async (body: { code: string } | { password: string }) => {
    await api.send<unknown>('POST', '/step-up', body);
    api.renewed();
  },
  offerTotp: () => api.send<{ secret: string; uri: string; svg: string }>('POST', '/me/totp'),
  confirmTotp: (code: string) => api.send<{ codes: string[] }>('POST', '/me/totp/confirm', { code }),
  removeTotp: () => api.send<void>('DELETE', '/me/totp'),
  drawRecoveryCodes: () => api.send<{ codes: string[] }>('POST', '/me/recovery-codes'),
  endSignIn: (id: string) => api.send<void>('DELETE', `/me/sign-ins/${segment(id)}`),
  endOtherSignIns: () => api.send<void>('DELETE', '/me/sign-ins'),
  addPerson: (body: {
    user: string;
    name: string;
    grants: readonly Omit<Grant, 'id'>[];
    sponsor: string | null;
    expiresAt: string | null;
    password?: string;
  }) => api.send<{ person: string; setUp: SetUpLink | null }>('POST', '/people', body),
  grant: (person: string, grant: Omit<Grant, 'id'>) =>
    api.send<Grant>('POST', `/people/${segment(person)}/grants`, grant),
  revokeGrant: (person: string, grant: string) =>
    api.send<void>('DELETE', `/people/${segment(person)}/grants/${segment(grant)}`),
  disablePerson: (person: string) => api.send<void>('POST', `/people/${segment(person)}/disable`),
  erasePerson: (person: string, reason: string) =>
    api.send<Erased>('POST', `/people/${segment(person)}/erase`, { reason }),
  enablePerson: (person: string) => api.send<void>('POST', `/people/${segment(person)}/enable`),
  issueSetUp: (person: string, dropSecondFactor: boolean) =>
    api.send<SetUpLink>('POST', `/people/${segment(person)}/set-up`, { dropSecondFactor }),
  setSponsor: (person: string, body: { sponsor: string | null; expiresAt: string | null }) =>
    api.send<void>('POST', `/people/${segment(person)}/sponsor`, body),
  signOut: () => api.send<void>('POST', '/sign-out'),
  changePassword: (body: { current: string; next: string; endTokens: boolean }) =>
    api.send<void>('POST', '/me/password', body),
  createToken: (body: { name: string; scopes: Token['scopes']; days: number }) =>
    api.send<{ token: Token; secret: string }>('POST', '/tokens', body),
  deleteToken: (id: string) => api.send<void>('DELETE', `/tokens/${segment(id)}`),
  inviteAgent: (body: { area: string; hours: number }) =>
    api.send<{ token: string; expires: string; command: string }>('POST', '/agents/invitations', body),
  uninviteAgent: (id: string) => api.send<void>('DELETE', `/agents/invitations/${segment(id)}`),
  revokeAgent: (agent: string, reason: string) =>
    api.send<void>('POST', `/agents/${segment(agent)}/revoke`, { reason }),
  assignStream: (stream: string, body: { agent: string; reason: string }) =>
    api.send<void>('POST', `/streams/${stream.split('/').map(segment).join('/')}/assignment`, body),
  orderReading: (asset: string, body: { stream?: string; reason: string }) =>
    api.send<void>('POST', `/assets/${segment(asset)}/reading`, body),
  setPhase: (asset: string, body: { phase: string; until: string | null; reason: string }) =>
    api.send<void>('POST', `/assets/${segment(asset)}/phase`, body),
  judgeIdentity: (asset: string, body: { stream: string; verdict: string; reason: string }) =>
    api.send<void>('POST', `/assets/${segment(asset)}/identity`, body),
  requestSession: (body: SessionRequest) => api.send<EngineerSession>('POST', '/sessions', body),
  breakGlass: (body: SessionRequest) => api.send<EngineerSession>('POST', '/sessions/break-glass', body),
  startSession: (session: string) => api.send<void>('POST', `/sessions/${segment(session)}/start`),
  approveSession: (session: string, comment: string) =>
    api.send<void>('POST', `/sessions/${segment(session)}/approve`, { comment }),
  declineSession: (session: string, reason: string) =>
    api.send<void>('POST', `/sessions/${segment(session)}/decline`, { reason }),
  withdrawSession: (session: string, reason: string) =>
    api.send<void>('POST', `/sessions/${segment(session)}/withdraw`, { reason }),
  extendSession: (session: string, until: string, reason: string) =>
    api.send<void>('POST', `/sessions/${segment(session)}/extend`, { until, reason }),
  endSession: (session: string, reason: string) =>
    api.send<void>('POST', `/sessions/${segment(session)}/end`, { reason }),
  reviewSession: (session: string, verdict: string, comment: string) =>
    api.send<void>('POST', `/sessions/${segment(session)}/review`, { verdict, comment }),
  startVerification: () => api.send<Verification>('POST', '/log/verify'),
  stopVerification: () => api.send<Verification>('DELETE', '/log/verify'),
};

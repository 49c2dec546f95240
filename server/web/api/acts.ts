import type { Me, Token, Verification } from '@witnessmark/shared/api';
import { api } from './queries.ts';

const segment = encodeURIComponent;

/** Everything a person can do from the page; each throws what ApiClient throws. */
export const acts = {
  signIn: (body: { user: string; password: string }) => api.send<Me>('POST', '/sign-in', body),
  signOut: () => api.send<void>('POST', '/sign-out'),
  changePassword: (body: { current: string; next: string }) => api.send<void>('POST', '/me/password', body),
  createToken: (body: { name: string; scopes: Token['scopes']; days: number }) =>
    api.send<{ token: Token; secret: string }>('POST', '/tokens', body),
  deleteToken: (id: string) => api.send<void>('DELETE', `/tokens/${segment(id)}`),
  inviteAgent: (body: { area: string; hours: number }) =>
    api.send<{ token: string; expires: string; command: string }>('POST', '/agents/invitations', body),
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
  startVerification: () => api.send<Verification>('POST', '/log/verify'),
  stopVerification: () => api.send<Verification>('DELETE', '/log/verify'),
};

import {
  agentsSchema,
  invitationRequestSchema,
  invitationSchema,
  openInvitationsSchema,
  revokeRequestSchema,
} from '@witnessmark/shared/api';
import { agentIdSchema } from '@witnessmark/shared/items';
import { z } from 'zod';
import { reachOfRequest } from '../guard.ts';
import type { Routes } from '../routing.ts';
import { actOf } from './parts.ts';

/** Agents: how they are, inviting and revoking them. */
export const agentRoutes: Routes = (app, { plant }) => {
  app.get(
    '/api/v1/agents',
    {
      config: { access: 'see-agents', about: 'narrowed' },
      schema: { response: { 200: agentsSchema } },
    },
    async request => ({ rows: await plant.agents(reachOfRequest(request)) }),
  );

  app.post(
    '/api/v1/agents/invitations',
    {
      config: { access: 'manage-agents', about: 'site', stepUp: true },
      schema: { body: invitationRequestSchema, response: { 201: invitationSchema } },
    },
    async (request, reply) => {
      const { token, expires } = await plant.invite(request.body.area, request.body.hours, actOf(request));
      return reply.code(201).send({ token, expires, command: `witnessmark-agent join ${token}` });
    },
  );

  app.get(
    '/api/v1/agents/invitations',
    {
      config: { access: 'manage-agents', about: 'site' },
      schema: { response: { 200: openInvitationsSchema } },
    },
    async () => ({ rows: await plant.openInvitations() }),
  );

  app.delete(
    '/api/v1/agents/invitations/:invitation',
    {
      config: { access: 'manage-agents', about: 'site', stepUp: true },
      schema: {
        params: z.strictObject({ invitation: z.string().regex(/^[0-9a-f]{16}$/) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await plant.uninvite(request.params.invitation, actOf(request));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/agents/:id/revoke',
    {
      config: { access: 'manage-agents', about: 'site', stepUp: true },
      schema: {
        params: z.strictObject({ id: agentIdSchema }),
        body: revokeRequestSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await plant.revokeAgent(request.params.id, request.body.reason, actOf(request));
      return reply.code(204).send(null);
    },
  );
};

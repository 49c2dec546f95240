import { basename } from 'node:path';
import { policyInForceSchema } from '@witnessmark/shared/api';
import type { Routes } from '../routing.ts';

/** The policy that holds: its text, its digest, and every setting with its default filled in. */
export const policyRoutes: Routes = (app, { policy, plant }) => {
  app.get(
    '/api/v1/policy',
    {
      config: { access: 'see-log', about: 'site' },
      schema: { response: { 200: policyInForceSchema } },
    },
    async () => {
      const { policy: held, adoptedAt, file } = policy.inForce();
      const { digest, text, settings } = held;
      const judged = await plant.judgedUnder({ digest, adoptedAt });
      return { digest, text, adoptedAt, file: file === null ? null : basename(file), settings, judged };
    },
  );
};

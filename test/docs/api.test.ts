import { readFileSync } from 'node:fs';
import { createHttp, type HttpOptions } from '@witnessmark/server/http';
import { Identity, tokenScopes } from '@witnessmark/server/identity';
import { liveSchema, problemSchema } from '@witnessmark/shared/api';
import pino from 'pino';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');

test('the API page lists every route with what it asks for, and no other', async () => {
  // Routes are declared without asking anything of what stands behind them.
  const behind = {} as HttpOptions['plant'];
  const app = await createHttp({
    identity: new Identity({} as ConstructorParameters<typeof Identity>[0]),
    plant: behind,
    sessions: {} as HttpOptions['sessions'],
    registry: {} as HttpOptions['registry'],
    witnesses: {} as HttpOptions['witnesses'],
    policy: {} as HttpOptions['policy'],
    git: () => Promise.reject(new Error('not asked')),
    log: pino({ level: 'silent' }),
    site: { name: 'hall', timeZone: 'UTC', shifts: [] },
    build: 'test',
    tls: null,
    page: null,
  });
  await app.ready();
  const declared = app.routeTable
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, url, access }) => `${method} ${url} ${access}`);
  const asking = app.routeTable.filter(({ stepUp }) => stepUp).map(({ method, url }) => `${method} ${url}`);
  await app.close();
  const told = [...page.matchAll(/^\| `([A-Z]+) (\S+)` \| `([\w-]+)` \| \S/gm)].map(
    ([, method, url, access]) => `${method} ${url} ${access}`,
  );
  const toldAsking = [...page.matchAll(/^\| `([A-Z]+ \S+)` \|.*needs a fresh proof/gm)].map(
    ([, name = '']) => name,
  );
  expect(toldAsking.toSorted()).toEqual(asking.toSorted());
  expect(told.length).toBeGreaterThan(30);
  expect(told.toSorted()).toEqual(declared.toSorted());
});

test('the API page names every field of a problem, every live event and every scope of a token', () => {
  const fields = [...page.matchAll(/^\| ((?:`\w+`(?:, )?)+) \| /gm)].flatMap(([, names]) =>
    [...(names ?? '').matchAll(/\w+/g)].map(([name]) => name),
  );
  expect(fields.toSorted()).toEqual(Object.keys(problemSchema.shape).toSorted());
  for (const { shape } of liveSchema.options) expect(page).toContain(`\`${shape.type.value}\``);
  for (const scope of Object.keys(tokenScopes)) expect(page).toMatch(new RegExp(`\`${scope}\` \\(`));
});

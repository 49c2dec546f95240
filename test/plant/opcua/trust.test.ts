import { existsSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { WitnessError } from '@witnessmark/shared/errors';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { OpcuaRig, textOf } from './rig.ts';

let rig: OpcuaRig;
beforeAll(async () => {
  rig = await OpcuaRig.start();
});
afterEach(() => rig.leave());
afterAll(() => rig.stop());

async function failureOf(work: Promise<unknown>): Promise<WitnessError> {
  return work.then(
    () => {
      throw new Error('it did not fail');
    },
    error => error as WitnessError,
  );
}

test('an unknown certificate is refused, kept as a file, and trusted once a person moves that file', async () => {
  const { source } = rig.source({ serverCertificate: undefined }, 'trust');
  const refusal = await failureOf(source.connect(rig.signal));
  expect(refusal.code).toBe('opcua.certificate-untrusted');
  const file = /kept in (.+?), trusted ones stand in (.+)$/.exec(refusal.detail ?? '');
  expect(refusal.detail).toContain(rig.pin);
  expect(existsSync(file?.[1] ?? '')).toBe(true);
  await rename(file?.[1] ?? '', path.join(file?.[2] ?? '', path.basename(file?.[1] ?? '')));
  const { source: trusting } = rig.source({ serverCertificate: undefined }, 'trust');
  expect((await trusting.connect(rig.signal)).identity['certificate']).toBe(rig.pin);
});

test('another certificate than the pinned one is refused as changed, with both thumbprints', async () => {
  const pinned = rig.pin;
  await rig.server.renewCertificate('renewed');
  expect(rig.pin).not.toBe(pinned);
  const { source } = rig.source({ serverCertificate: pinned }, 'changed');
  const refusal = await failureOf(source.connect(rig.signal));
  expect(refusal.code).toBe('opcua.certificate-changed');
  expect(refusal.detail).toContain(rig.pin);
  expect(refusal.detail).toContain(pinned);
  expect(await readdir(path.join(rig.dir, 'changed', 'pki', 'rejected'))).toHaveLength(1);
});

test('a replaced controller shows another serial and certificate', async () => {
  const { source } = rig.source();
  const before = await source.connect(rig.signal);
  await source.close();
  await rig.server.replace({ serial: 'PW-0002' });
  const { source: next } = rig.source();
  const after = await next.connect(rig.signal);
  expect(after.identity['serial']).toBe('PW-0002');
  expect(after.identity['certificate']).not.toBe(before.identity['certificate']);
});

test('Basic256Sha256 is taken where it is asked for', async () => {
  const { source } = rig.source({ security: { policy: 'Basic256Sha256' } });
  await source.connect(rig.signal);
  const { items } = await source.read({ kinds: ['config'] }, rig.signal);
  expect(textOf(items, 'config/opcua.txt')).toContain('Security.Policy = "Basic256Sha256"');
});

test('a missing endpoint names what is on offer', async () => {
  const { source } = rig.source({ security: { policy: 'Basic256', reason: 'old' } });
  const refusal = await failureOf(source.connect(rig.signal));
  expect(refusal.code).toBe('opcua.endpoint-missing');
  expect(refusal.detail).toContain('SignAndEncrypt Basic256Sha256');
});

test('no security works where the configuration says why, and the item shows it', async () => {
  const { source } = rig.source({
    security: { mode: 'None', policy: 'None', reason: 'firmware of 2009' },
    user: 'anonymous',
  });
  await source.connect(rig.signal);
  const { items } = await source.read({}, rig.signal);
  expect(textOf(items, 'config/opcua.txt')).toContain('Security.Mode = "None"');
});

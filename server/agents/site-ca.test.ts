import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileKeyStore, openSiteCa } from './index.ts';
import { keyAndRequest } from './testing/index.ts';

describe('the site CA', () => {
  let dir: string;
  const day = 24 * 60 * 60 * 1000;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'witnessmark-ca-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const open = (hosts: readonly string[] = ['localhost'], now = Date.now()) =>
    openSiteCa({
      keys: createFileKeyStore(join(dir, 'keys')),
      site: 'plant',
      hosts,
      now: () => now,
      agentDays: 90,
    });

  test('is made once and found again', async () => {
    const first = await open();
    expect(await open()).toMatchObject({ fingerprint: first.fingerprint, server: first.server });
  });

  test('keeps the key agents pin when the certificate follows hosts or time', async () => {
    const first = await open();
    const moved = await open(['localhost', 'plant.example', '10.1.2.3']);
    const later = await open(['localhost'], Date.now() + 3 * 365 * day);
    for (const ca of [moved, later]) {
      expect(ca.server.spki).toBe(first.server.spki);
      expect(ca.server.chain).not.toBe(first.server.chain);
    }
    const leaf = new X509Certificate(moved.server.chain);
    expect(leaf.checkHost('plant.example')).toBeDefined();
    expect(leaf.checkIP('10.1.2.3')).toBeDefined();
  });

  test.skipIf(process.platform === 'win32')('keeps its keys for its own account alone', async () => {
    await open();
    for (const name of ['site-ca', 'agent-listener']) {
      expect((await stat(join(dir, 'keys', name))).mode & 0o777).toBe(0o600);
    }
    expect((await stat(join(dir, 'keys'))).mode & 0o777).toBe(0o700);
  });

  test('issues for clients alone, and recognises only what it issued', async () => {
    const ca = await open();
    const { csr } = await keyAndRequest();
    const { pem, record } = await ca.issue(csr, 'agent-0123456789abcdef');
    const certificate = new X509Certificate(pem);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(certificate.ca).toBe(false);
    expect(ca.recognise(certificate.raw)).toMatchObject({
      agent: 'agent-0123456789abcdef',
      ...record,
      notBefore: Date.parse(record.notBefore),
      notAfter: Date.parse(record.notAfter),
    });
    expect(ca.recognise(new X509Certificate(ca.server.chain).raw)).toBeNull();
    expect(ca.recognise(new X509Certificate(ca.certificate).raw)).toBeNull();
    const dirBefore = dir;
    dir = await mkdtemp(join(tmpdir(), 'witnessmark-ca-'));
    const foreign = await open();
    expect(foreign.recognise(certificate.raw)).toBeNull();
    await rm(dirBefore, { recursive: true, force: true });
  });
});

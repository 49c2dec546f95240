import { expect, test } from 'vitest';
import { opcuaSourceSchema, weakenedReason } from './config.ts';

const base = { type: 'opcua', endpoint: 'opc.tcp://10.0.0.5:4840' };

test('the defaults are signed, encrypted and anonymous, with no trust in any certificate', () => {
  const config = opcuaSourceSchema.parse(base);
  expect(config.security).toEqual({ mode: 'SignAndEncrypt', policy: 'auto' });
  expect(config.serverCertificate).toBeUndefined();
  expect(weakenedReason(config)).toBeNull();
});

test.each([
  { mode: 'None', policy: 'None' },
  { mode: 'Sign' },
  { policy: 'Basic128Rsa15' },
  { policy: 'Basic256' },
])('weaker security %o needs a reason and says so', security => {
  expect(opcuaSourceSchema.safeParse({ ...base, security }).success).toBe(false);
  const config = opcuaSourceSchema.parse({ ...base, security: { ...security, reason: 'firmware of 2009' } });
  expect(weakenedReason(config)).toContain('firmware of 2009');
});

test('mode None and policy None only come together', () => {
  const reason = 'old';
  expect(opcuaSourceSchema.safeParse({ ...base, security: { mode: 'None', reason } }).success).toBe(false);
  expect(opcuaSourceSchema.safeParse({ ...base, security: { policy: 'None', reason } }).success).toBe(false);
});

test('a thumbprint may be written as controllers show it', () => {
  const shown = 'AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01';
  const config = opcuaSourceSchema.parse({ ...base, serverCertificate: shown });
  expect(config.serverCertificate).toBe('abcdef0123456789abcdef0123456789abcdef01');
  expect(opcuaSourceSchema.safeParse({ ...base, serverCertificate: 'abc' }).success).toBe(false);
});

test('a rule for variables names its group', () => {
  const rules = [{ path: '/Objects/**', kind: 'setpoint' }];
  expect(opcuaSourceSchema.safeParse({ ...base, rules }).success).toBe(false);
});

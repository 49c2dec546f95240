import type { Instant } from '@witnessmark/shared/time';
import { type WebApiCpu, webWatcher } from '@witnessmark/test/plant/webapi';
import { webapiSourceSchema } from './config.ts';
import { WebApiSource } from './source.ts';

export const logged: { readonly fields: object; readonly message: string }[] = [];

/** A source of this CPU, as `filler-3/web`, with the settings given. */
export function testSource(cpu: WebApiCpu, settings: Readonly<Record<string, unknown>> = {}): WebApiSource {
  const config = webapiSourceSchema.parse({
    type: 'webapi',
    host: '127.0.0.1',
    port: cpu.port,
    user: { name: webWatcher.name, password: webWatcher.password },
    serverCertificate: cpu.certificate.thumbprint,
    requestsPerSecond: 1000,
    ...settings,
  });
  const boot = 'b'.repeat(32);
  const now = (): Instant => ({ wall: new Date().toISOString(), mono: Math.round(performance.now()), boot });
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (fields: object, message: string) => void logged.push({ fields, message }),
  };
  return new WebApiSource(config, { asset: 'filler-3', source: 'web', now, log, dataDir: '/nowhere' });
}

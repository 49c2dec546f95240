import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { loadConfig } from '../config/index.ts';
import { build, identityFolder } from '../run/index.ts';
import { joinSite } from '../uplink/index.ts';

/** Joins a site by a one-time token; a running agent goes online by itself. */
export async function join(token: string, options: { config: string; name?: string }): Promise<string> {
  const { dataDir } = await loadConfig(options.config);
  const dir = identityFolder(dataDir);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const identity = await joinSite({ token, dir, name: options.name ?? hostname(), build });
  return `joined ${identity.site} as ${identity.agent}; an administrator assigns its streams on the page of ${identity.url}`;
}

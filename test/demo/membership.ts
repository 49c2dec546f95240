import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Child } from './child.ts';
import { writeSecret } from './first-sign-in.ts';

/** True where the agent whose data is in `agentDir` has joined a site. */
export async function hasJoined(agentDir: string): Promise<boolean> {
  const found = await stat(identityFile(agentDir)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return null;
  });
  return found !== null;
}

/** Joins as an engineer would: with the agent's own command. */
export async function joinAgent(
  agentMain: string,
  config: string,
  token: string,
  log: string,
  signal: AbortSignal,
): Promise<void> {
  const args = [agentMain, 'join', token, '--config', config, '--name', 'demo agent'];
  await Child.run({ name: 'joining of the agent', args, log }, signal);
}

/**
 * Lets an agent that has joined find its server at another port: the remembered one may be taken by now. The
 * server's key stays pinned, so a stranger at the new address gains nothing.
 */
export async function followServer(agentDir: string, agentsUrl: string): Promise<void> {
  const file = identityFile(agentDir);
  const identity: object = JSON.parse(await readFile(file, 'utf8'));
  if ('url' in identity && identity.url === agentsUrl) return;
  await writeSecret(file, `${JSON.stringify({ ...identity, url: agentsUrl }, null, 2)}\n`);
}

function identityFile(agentDir: string): string {
  return join(agentDir, 'identity', 'identity.json');
}

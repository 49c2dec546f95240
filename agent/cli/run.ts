import { once } from 'node:events';
import { loadConfig } from '../config/index.ts';
import { Agent, createLog } from '../run/index.ts';

/** Runs the agent until SIGINT or SIGTERM; SIGHUP loads the configuration again. */
export async function runAgent(file: string): Promise<void> {
  const loaded = await loadConfig(file);
  const log = createLog(loaded.config.log.level);
  const agent = new Agent(loaded, log);
  const ended = new AbortController();
  const end = Promise.race([
    once(process, 'SIGINT', { signal: ended.signal }),
    once(process, 'SIGTERM', { signal: ended.signal }),
  ]);
  process.on('SIGHUP', () => agent.reload());
  try {
    await agent.start();
    await end;
    log.info('stopping');
  } finally {
    // A second signal while stopping ends the process the usual way.
    ended.abort();
    await agent.stop();
  }
}

import { loadConfig } from '../config/index.ts';
import { Agent, createLog } from '../run/index.ts';

/** Runs the agent until SIGINT or SIGTERM; SIGHUP loads the configuration again. */
export async function runAgent(file: string): Promise<void> {
  const loaded = await loadConfig(file);
  const log = createLog(loaded.config.log.level);
  const agent = new Agent(loaded, log);
  let end = () => {};
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  process.on('SIGHUP', () => agent.reload());
  try {
    await agent.start();
    await ended;
    log.info('stopping');
  } finally {
    // A second signal while stopping ends the process the usual way.
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    await agent.stop();
  }
}

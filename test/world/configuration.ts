import { writeFile } from 'node:fs/promises';

/** An asset of the agent's configuration. */
export interface WatchedAsset {
  readonly id: string;
  readonly name: string;
  readonly area: string;
  readonly sources: Readonly<Record<string, object>>;
}

const worldSite = 'faults';

/** How often everything is read, in milliseconds; short, so that a fault's end is seen soon. */
const periodMs = 300;

/** JSON is YAML, and both programs read it as such. */
async function write(file: string, config: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`);
}

/** `agentsUrl`: what agents dial, which may be a cable in front of the server. */
export async function writeServerConfig(file: string, dataDir: string, agentsUrl: string): Promise<void> {
  await write(file, {
    site: { name: worldSite, timeZone: 'Europe/Ljubljana' },
    dataDir,
    people: { listen: '127.0.0.1:0' },
    agents: { listen: '127.0.0.1:0', url: agentsUrl },
  });
}

export async function writeAgentConfig(
  file: string,
  dataDir: string,
  assets: readonly WatchedAsset[],
  beat: string,
): Promise<void> {
  await write(file, {
    site: worldSite,
    dataDir,
    beat,
    watch: {
      period: `${periodMs}ms`,
      fingerprint: `${periodMs}ms`,
      sweep: 'off',
      settle: { attempts: 2, delay: '20ms', within: '1s' },
      connectWithin: '5s',
      readWithin: '20s',
      backOff: { first: '200ms', most: '1s' },
    },
    assets,
  });
}

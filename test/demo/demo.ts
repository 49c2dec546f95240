import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DemoApi } from './api.ts';
import { Child } from './child.ts';
import { type FirstSignIn, firstSignIn } from './first-sign-in.ts';
import { takeFolder } from './folder.ts';
import { followServer, hasJoined, joinAgent } from './membership.ts';
import { buildPage, pageIsOutdated } from './page.ts';
import { pickPorts, readPorts, writePorts } from './ports.ts';
import { configureServer } from './server-configuration.ts';
import { demoArea } from './site.ts';
import { tellStory } from './story.ts';

export interface DemoOptions {
  /** Of the repository. */
  readonly root: string;
  /** Demos keep what they make in folders below this one. */
  readonly data: string;
  /** Takes progress, a line at a time. */
  readonly say: (text: string) => void;
  /** Takes what stands by itself, whole lines. */
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
}

const readyWithinMs = 60_000;
const noticedWithinMs = 300;

/**
 * Runs plant, server and agent until the signal aborts, and ends them in order. Rejects when one of them ends
 * by itself, when somebody in the plant cannot act, or when the agent sent a controller more than readings.
 */
export async function runDemo({ root, data, say, print, signal }: DemoOptions): Promise<void> {
  const folder = await takeFolder(data);
  const ends: (() => Promise<void>)[] = [async () => folder.release()];
  const children: Child[] = [];
  const begin: Begin = (part, end) => {
    ends.push(async () => {
      say(`stopping the ${part}`);
      await end();
    });
  };
  const failures: unknown[] = [];
  try {
    await compose({ root, folder: folder.path, say, print, signal, begin, children });
  } catch (error) {
    if (!signal.aborted) failures.push((await deathOf(children)) ?? error);
  }
  // Everything is ended, in the opposite order of its beginning, also where an end fails.
  for (const end of ends.toReversed()) await end().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new Error(messages(failures), { cause: failures[0] });
  say('stopped. The next run goes on from here.');
}

type Begin = (part: string, end: () => Promise<void>) => void;

interface Running {
  readonly root: string;
  readonly folder: string;
  readonly say: (text: string) => void;
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
  readonly begin: Begin;
  /** Takes every process that must not end by itself. */
  readonly children: Child[];
}

async function compose({ root, folder, say, print, signal, begin, children }: Running): Promise<void> {
  const logs = join(folder, 'logs');
  await mkdir(logs, { recursive: true });
  if (await pageIsOutdated(root)) {
    say('building the page');
    await buildPage(root, logs, signal);
  }

  const portsFile = join(folder, 'ports.json');
  const ports = await pickPorts(await readPorts(portsFile));
  await writePorts(portsFile, ports);
  // Absent where the system names a zone that Node does not know, whatever the type says.
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

  say('starting the server');
  const signIn = await firstSignIn(join(folder, 'first-sign-in'));
  const serverConfig = await configureServer(folder, ports, timeZone);
  const server = await Child.start({
    name: 'server',
    args: [join(root, 'server/main.ts'), 'server', '--config', serverConfig],
    env: { WITNESSMARK_FIRST_PASSWORD: signIn.password },
    log: join(logs, 'server.log'),
  });
  children.push(server);
  begin('server', () => ended(server, say));

  say(
    'starting the plant: a brewhouse (OPC UA), a press (S7), a filler (Web API) and the exports of a filling line',
  );
  // Loaded while the server starts: the protocol libraries are large.
  const { Plant, PlantPeople } = await import('../plant/index.ts');
  const { configureAgent } = await import('./agent-configuration.ts');
  signal.throwIfAborted();
  const plant = new Plant({ dataDir: join(folder, 'plant'), processPeriodMs: 1000, ports });
  begin('plant', () => plant.stop());
  await plant.start();
  signal.throwIfAborted();

  say('starting the agent');
  const agentDir = join(folder, 'agent');
  const joined = await hasJoined(agentDir);
  if (joined) await followServer(agentDir, `https://127.0.0.1:${ports.agents}`);
  const agentMain = join(root, 'agent/main.ts');
  const agentConfig = await configureAgent(folder, {
    ports,
    timeZone,
    brewhouseCertificate: createHash('sha256').update(plant.brewhouse.certificate).digest('hex'),
    exports: plant.exports,
    pressExports: plant.pressExports,
    fillerCertificate: plant.filler.certificate.thumbprint,
    fillerExports: plant.fillerExports,
  });
  const agent = await Child.start({
    name: 'agent',
    args: [agentMain, 'run', '--config', agentConfig],
    log: join(logs, 'agent.log'),
  });
  children.push(agent);
  begin('agent', () => ended(agent, say));
  const people = new PlantPeople(plant, { seed: plant.acts });
  begin('people', () => people.stop());

  const addresses = await server.line(listening, readyWithinMs, signal);
  const api = new DemoApi(addresses.people);
  const signedIn = await api.signIn(signIn);
  if (!joined) {
    if (!signedIn)
      throw new Error(`${passwordChanged} ${folder} holds no agent yet: remove it to begin anew.`);
    say('inviting the agent, which joins');
    await joinAgent(agentMain, agentConfig, await api.invite(demoArea), join(logs, 'join.log'), signal);
  }

  print(welcome(addresses.people, signedIn ? signIn : null, relative(root, folder)));
  const over = new AbortController();
  const story = tellStory({
    people,
    api: signedIn ? api : null,
    say,
    signal: AbortSignal.any([signal, over.signal]),
  });
  try {
    await Promise.race([story, server.unexpectedEnd(), agent.unexpectedEnd()]);
  } finally {
    over.abort();
    // Nobody may act any more when the plant is stopped; why it ended is known already.
    await Promise.allSettled([story]);
  }
}

/** The addresses in the line with which the server says that it listens. */
export function listening(line: string): { people: string; agents: string } | null {
  if (!line.includes('"listening"')) return null;
  const { msg, people, agents }: Record<string, unknown> = JSON.parse(line);
  const complete = msg === 'listening' && typeof people === 'string' && typeof agents === 'string';
  return complete ? { people, agents } : null;
}

const passwordChanged = 'The administrator no longer has the first password.';

function welcome(address: string, signIn: FirstSignIn | null, folder: string): string {
  const lines =
    signIn === null
      ? [`Page       ${address}`, `${passwordChanged} Sign in with the one you set.`]
      : [`Page       ${address}`, `User       ${signIn.user}`, `Password   ${signIn.password}`];
  const rest = [`Data       ${folder}  (remove it to begin anew)`, `Logs       ${join(folder, 'logs')}`];
  return `\n${[...lines, ...rest].map(line => `    ${line}\n`).join('')}\n`;
}

/** How a process ended by itself, which explains a failure better than its consequences do. */
async function deathOf(children: readonly Child[]): Promise<unknown> {
  // A connection breaks a moment before the system tells that the process at its other end is gone.
  const none = wait(noticedWithinMs, null);
  return Promise.race([...children.map(child => child.unexpectedEnd()), none]).catch(
    (error: unknown) => error,
  );
}

async function ended(child: Child, say: (text: string) => void): Promise<void> {
  if (!(await child.stop())) say(`the ${child.name} did not end by itself and was killed`);
}

/** What went wrong, each thing once. */
function messages(failures: readonly unknown[]): string {
  const said = failures.map(failure => (failure instanceof Error ? failure.message : String(failure)));
  return [...new Set(said)].join('\n');
}

import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { canTrace, Exports, readTrace, tracedInto, World } from '../world/index.ts';

const traced = canTrace(process.env['WITNESSMARK_REQUIRE_STRACE'] === '1');
const changes = 6;

let world: World;

beforeEach(async () => {
  world = await World.create({ beat: '60s' });
});
afterEach(() => world.remove());

test.skipIf(!traced)(
  'a fact leaves the agent after its spool is synced, and is acknowledged after git and log are',
  async () => {
    const line = new Exports('line-1', `${world.dir}/exports`);
    await world.begin(line);
    await world.agent.stop();
    await world.server.stop();
    const [serverTrace, agentTrace] = [join(world.dir, 'server.trace'), join(world.dir, 'agent.trace')];
    world.server.launch(tracedInto(serverTrace));
    await world.server.ready();
    world.agent.launch(tracedInto(agentTrace));
    await world.agent.ready();
    for (let value = 1; value <= changes; value += 1) {
      // Larger than what travels inside a fact: goes as a content of its own.
      await line.write(value % 2 === 0 ? line.large : line.small, value);
      await world.arrived();
    }
    await world.agent.stop();
    await world.server.stop();

    const server = await readTrace(serverTrace);
    const store = join(world.server.dataDir, 'store', 'line-1.git');
    const branch = 'refs/heads/main';
    const moved = indexesOf(server, call => /^rename/.test(call) && call.includes(`${branch}"`));
    expect(moved.length).toBeGreaterThanOrEqual(changes);
    let acknowledged = 0;
    for (const at of moved) {
      const ack = server.findIndex((call, index) => index > at && isAnswerOf(world.server.agentsPort, call));
      if (ack < 0) continue;
      acknowledged += 1;
      const between = server.slice(at, ack);
      expect(syncs(between, `${store}/refs/heads>`)).toBe(true);
      expect(syncs(between, `${store}/objects/pack>`)).toBe(true);
      const wal = 'witnessmark.sqlite-wal>';
      const appended = between.findLastIndex(call => /^pwrite/.test(call) && call.includes(wal));
      expect(appended).toBeGreaterThan(-1);
      expect(syncs(between.slice(appended), wal)).toBe(true);
    }
    expect(acknowledged).toBeGreaterThanOrEqual(changes);

    const agent = await readTrace(agentTrace);
    const spool = 'spool.sqlite-wal>';
    const sent = indexesOf(agent, call => isSentTo(world.server.cable.port, call));
    let spooled = 0;
    for (const [index, at] of sent.entries()) {
      const between = agent.slice(index === 0 ? 0 : sent[index - 1], at);
      const stored = between.findLastIndex(call => /^pwrite/.test(call) && call.includes(spool));
      if (stored < 0) continue;
      spooled += 1;
      expect(syncs(between.slice(stored), spool)).toBe(true);
    }
    expect(spooled).toBeGreaterThanOrEqual(changes);
    // A content lies durably under its name before the fact that names it is in the spool.
    const named = indexesOf(agent, call => /^(rename|link)/.test(call) && call.includes('/contents/'));
    expect(named.length).toBeGreaterThanOrEqual(changes / 2);
    for (const at of named) {
      const stored = agent.findIndex(
        (call, index) => index > at && /^pwrite/.test(call) && call.includes(spool),
      );
      const [, temporary = '', folder = ''] =
        /"([^"]+\/contents\/..\/[^"]+)", "([^"]+)\/[0-9a-f]{64}"/.exec(agent[at] ?? '') ?? [];
      expect(syncs(agent.slice(0, at), `<${temporary}>`)).toBe(true);
      expect(syncs(agent.slice(at, stored), `<${folder}>`)).toBe(true);
    }
  },
);

function indexesOf(trace: readonly string[], wanted: (call: string) => boolean): number[] {
  return trace.flatMap((call, index) => (wanted(call) ? [index] : []));
}

/** Whether something whose described path ends so, or holds it, was synced. */
function syncs(trace: readonly string[], path: string): boolean {
  return trace.some(call => /^f(?:data)?sync\(/.test(call) && call.includes(path));
}

/** The server writes on a connection an agent opened. */
function isAnswerOf(port: number, call: string): boolean {
  return /^(write|writev|sendto|sendmsg)\(/.test(call) && call.includes(`TCP:[127.0.0.1:${port}->`);
}

/** The agent writes on a connection it opened to this port. */
function isSentTo(port: number, call: string): boolean {
  return /^(write|writev|sendto|sendmsg)\(/.test(call) && call.includes(`->127.0.0.1:${port}]`);
}

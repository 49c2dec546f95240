import {
  appendLeaf,
  canonicalJson,
  emptyFrontier,
  type Frontier,
  frontierRoot,
  type LogEvent,
  leafHash,
  type NoteVerifier,
  openCheckpoint,
  readEvent,
  type StoredNode,
} from '@witnessmark/shared/log';
import type { AgentCheckpointRow, CheckpointRow, Db, LogRow } from '../db/index.ts';
import { LogReader } from '../log/index.ts';
import { type CheckTools, type Finding, firstOf } from './finding.ts';

const page = 500;

/** What later checks need of each entry, given in order while the log is walked. */
export type SeenEntry = { readonly pos: number; readonly event: LogEvent };

/**
 * Walks the log of every generation: bytes against leaf, columns against bytes, the subjects' chains, stored
 * nodes, stored checkpoints with their signatures, and the checkpoints agents hold.
 */
export async function checkLog(
  db: Db,
  verifiers: readonly NoteVerifier[],
  until: number,
  seen: (entry: SeenEntry) => void,
  { step, signal }: CheckTools,
): Promise<Finding | null> {
  const heads = new Map<string, string>();
  let pos = 0;
  const generations = await new LogReader(db).generations();
  for (const [index, { origin, base }] of generations.entries()) {
    if (base !== pos)
      return { pos, what: `generation ${origin} begins at ${base}, the log before it ends at ${pos}` };
    const checkpoints = await readCheckpoints(db, origin);
    let frontier: Frontier = emptyFrontier;
    const end = generations[index + 1]?.base ?? until;
    while (pos < end) {
      signal?.throwIfAborted();
      const rows = await db
        .selectFrom('log')
        .selectAll()
        .where('pos', '>=', pos)
        .where('pos', '<', Math.min(end, pos + page))
        .orderBy('pos')
        .execute();
      const nodes: (StoredNode & { pos: number })[] = [];
      for (const row of rows) {
        const bad = checkRow(row, { pos, origin, idx: frontier.size }, heads, seen);
        // A node that does not fit may point at an entry before this one.
        if (bad !== null) return firstOf([await checkNodes(db, origin, nodes), bad]);
        const grown = appendLeaf(frontier, row.leaf);
        frontier = grown.frontier;
        for (const node of grown.nodes) if (node.level > 0) nodes.push({ ...node, pos });
        const said = checkCheckpoints(checkpoints.get(frontier.size) ?? [], frontier, verifiers, pos);
        checkpoints.delete(frontier.size);
        if (said !== null) return firstOf([await checkNodes(db, origin, nodes), said]);
        pos += 1;
      }
      if (rows.length === 0)
        return { pos, what: `entry ${pos} is missing; the log should go on to ${end - 1}` };
      const bad = await checkNodes(db, origin, nodes);
      if (bad !== null) return bad;
      step(pos);
    }
    const [beyond] = [...checkpoints.values()]
      .flat()
      .filter(each => isBeyond(each, generations.length - 1 === index, until - base));
    if (beyond) {
      const holder = 'agent' in beyond ? `agent ${beyond.agent} holds` : 'the log has';
      return {
        pos,
        what: `${holder} a checkpoint of ${beyond.size} entries of ${origin}, which has ${frontier.size}`,
      };
    }
  }
  return null;
}

type AnyCheckpoint = CheckpointRow | AgentCheckpointRow;

// While the server works, checkpoints of entries appended since the walk began are no finding.
function isBeyond(checkpoint: AnyCheckpoint, newest: boolean, size: number): boolean {
  return !newest || checkpoint.size > size;
}

function checkRow(
  row: LogRow,
  at: { readonly pos: number; readonly origin: string; readonly idx: number },
  heads: Map<string, string>,
  seen: (entry: SeenEntry) => void,
): Finding | null {
  const { pos } = at;
  const finding = (what: string): Finding => ({ pos, what });
  if (row.pos !== pos) return finding(`entry ${pos} is missing`);
  if (row.origin !== at.origin || row.idx !== at.idx) {
    return finding(`it stands as ${row.origin} ${row.idx} where ${at.origin} ${at.idx} belongs`);
  }
  if (!Buffer.from(row.leaf).equals(leafHash(row.bytes)))
    return finding('its bytes do not have the hash that was logged');
  let event: LogEvent;
  try {
    event = readEvent(row.bytes);
  } catch (error) {
    return finding(`its bytes are no event (${error instanceof Error ? error.message : String(error)})`);
  }
  if (
    canonicalJson(JSON.parse(Buffer.from(row.bytes).toString('utf8'))) !==
    Buffer.from(row.bytes).toString('utf8')
  ) {
    return finding('its bytes are not canonical JSON');
  }
  if (row.key !== event.key || row.type !== event.type || row.subject !== event.subject) {
    return finding('its key, type or subject beside the bytes is another than in them');
  }
  if (event.prev !== (heads.get(event.subject) ?? null)) {
    return finding(`it does not follow the last entry of ${event.subject}`);
  }
  heads.set(event.subject, Buffer.from(row.leaf).toString('hex'));
  seen({ pos, event });
  return null;
}

async function checkNodes(
  db: Db,
  origin: string,
  nodes: readonly (StoredNode & { pos: number })[],
): Promise<Finding | null> {
  const levels = new Map<number, (StoredNode & { pos: number })[]>();
  for (const node of nodes) levels.set(node.level, [...(levels.get(node.level) ?? []), node]);
  const findings: Finding[] = [];
  for (const [level, expected] of levels) {
    const [first, last] = [expected[0], expected.at(-1)];
    if (first === undefined || last === undefined) continue;
    const rows = await db
      .selectFrom('node')
      .select(['n', 'hash'])
      .where('origin', '=', origin)
      .where('level', '=', level)
      .where('n', '>=', first.n)
      .where('n', '<=', last.n)
      .execute();
    const stored = new Map(rows.map(row => [row.n, row.hash]));
    for (const { n, hash, pos } of expected) {
      const found = stored.get(n);
      if (found === undefined) findings.push({ pos, what: `tree node ${level}/${n} is missing` });
      else if (!Buffer.from(found).equals(hash))
        findings.push({ pos, what: `tree node ${level}/${n} is not its children's hash` });
    }
  }
  return firstOf(findings);
}

function checkCheckpoints(
  rows: readonly AnyCheckpoint[],
  frontier: Frontier,
  verifiers: readonly NoteVerifier[],
  pos: number,
): Finding | null {
  const root = frontierRoot(frontier);
  for (const row of rows) {
    const whose = 'agent' in row ? `the checkpoint agent ${row.agent} holds` : 'the checkpoint stored';
    const opened = openCheckpoint(row.note, verifiers);
    if (opened.state === 'refused') return { pos, what: `${whose} for ${row.size} entries: ${opened.why}` };
    const { origin, size } = opened.checkpoint;
    const same =
      origin === row.origin && size === row.size && Buffer.from(opened.checkpoint.root).equals(row.root);
    if (!same) return { pos, what: `${whose} for ${row.size} entries says something else than its row` };
    if (!Buffer.from(root).equals(row.root)) {
      return { pos, what: `${whose} for ${row.size} entries has another root than these entries give` };
    }
  }
  return null;
}

async function readCheckpoints(db: Db, origin: string): Promise<Map<number, AnyCheckpoint[]>> {
  const own = await db.selectFrom('checkpoint').selectAll().where('origin', '=', origin).execute();
  const agents = await db.selectFrom('agent_checkpoint').selectAll().where('origin', '=', origin).execute();
  const bySize = new Map<number, AnyCheckpoint[]>();
  for (const row of [...own, ...agents]) bySize.set(row.size, [...(bySize.get(row.size) ?? []), row]);
  return bySize;
}

/** Run by the kill test: sends the facts of a file to a core until it is killed; says what is acknowledged. */
import { readFileSync } from 'node:fs';
import type { Fact } from '@witnessmark/shared/facts';
import { openCore } from '../../core/index.ts';
import { keyRingOf } from '../../vault/index.ts';
import { incoming, testAgent } from './index.ts';

const [dataDir = '', factsFile = '', agentId = '', batch = '1'] = process.argv.slice(2);
const facts = (JSON.parse(readFileSync(factsFile, 'utf8')) as Fact[]).map(incoming);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const core = await openCore({
  dataDir,
  site: 'test-site',
  keyRing: keyRingOf(new Uint8Array(32).fill(3)),
  logger: silent,
});
process.stdout.write('open\n');
const agent = testAgent(agentId);
for (let at = 0; at < facts.length; at += Number(batch)) {
  const { acked, refused } = await core.ingest.accept(agent, facts.slice(at, at + Number(batch)));
  for (const { stream, seq } of acked) process.stdout.write(`${stream} ${seq}\n`);
  for (const refusal of refused) process.stdout.write(`refused ${JSON.stringify(refusal)}\n`);
}
await core.stop();
process.stdout.write('done\n');

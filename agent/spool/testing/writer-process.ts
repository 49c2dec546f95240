import { openSpool } from '../index.ts';
import { changeOf, instant } from './drafts.ts';

/**
 * Appends changes of three streams, some with contents of their own, until it is killed. Prints
 * `stream seq` after each append that the spool said is stored.
 */
const [dir = '', seed = '0'] = process.argv.slice(2);
const quiet = () => undefined;
const spool = await openSpool({
  dir,
  capacityBytes: 1024 * 1024,
  now: () => instant(Math.round(performance.now())),
  log: { info: quiet, warn: quiet, error: quiet },
});
process.stdout.write('open\n');

async function write(stream: string): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    const text = `${stream} ${seed} ${turn}`;
    const content = turn % 3 === 0 ? Buffer.alloc(9000, text) : text;
    const { draft, contents, next } = changeOf(spool, stream, content, instant(turn));
    const fact = await spool.append(draft, contents, next);
    process.stdout.write(`${stream} ${fact.seq}\n`);
    if (turn % 5 === 4) await spool.watermark(stream, { setpoint: instant(turn) });
    if (turn % 7 === 6) {
      const [tip] = spool.tips().filter(known => known.stream === stream);
      for (const blob of spool.unsentBlobs(stream, 10)) await spool.blobSent(blob.sha256);
      await spool.offer(stream, { facts: 10, bytes: 100_000 });
      if (tip?.head) {
        await spool.acknowledge([{ stream, epoch: tip.epoch, seq: tip.last, head: tip.head }]);
        await spool.release([{ stream, epoch: tip.epoch, seq: tip.last - 2 }]);
      }
    }
  }
}

await Promise.all(['press-1/s7', 'press-2/s7', 'press-3/s7'].map(write));

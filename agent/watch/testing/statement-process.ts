import { createAgentClock } from '../../clock/index.ts';
import { openSpool } from '../../spool/index.ts';
import { Statements } from '../statements.ts';
import { TimerQueue } from '../timers.ts';

/**
 * Hands statements of one source to the spool until it is killed, more at once than the spool takes at once. Prints
 * `kept n` once the spool said that the n-th is stored.
 */
const [dir = '', stream = ''] = process.argv.slice(2);
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const clock = await createAgentClock(dir);
const spool = await openSpool({ dir, capacityBytes: 16 * 1024 * 1024, now: clock.now, log });
let heard = 0;
const statements = new Statements({
  stream,
  clock,
  timers: new TimerQueue(clock),
  log,
  spool: {
    append: async (...fact) => {
      const stored = await spool.append(...fact);
      if (stored.kind === 'statement') process.stdout.write(`kept ${stored.body.order}\n`);
      return stored;
    },
  },
});
process.stdout.write('open\n');
const begun = Number(process.argv[4] ?? 0);
setInterval(() => {
  for (let row = 0; row < 5; row += 1) {
    statements.add({
      witness: { kind: 'opcua-audit', name: 'Press 1' },
      act: 'wrote',
      authenticity: 'authenticated',
      reach: 'account',
      identities: [{ scheme: 'opcua-user', value: 'weber' }],
      touches: [],
      from: clock.now(),
      to: clock.now(),
      clockErrorMs: 10,
      liveness: { proof: 'none' },
      order: begun + heard,
    });
    heard += 1;
  }
}, 1);

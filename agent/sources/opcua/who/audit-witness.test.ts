import type { Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import { coerceNodeId, DataType, Variant } from 'node-opcua-client';
import { expect, test } from 'vitest';
import { Namespaces } from '../namespaces.ts';
import { AuditWitness } from './audit-witness.ts';
import { Places } from './places.ts';
import { ServerClock } from './server-clock.ts';

const signal = new AbortController().signal;
const places = new Places({ items: new Map(), device: [], revisions: [] }, new Namespaces(['']));

function world() {
  let mono = 0;
  const now = (): Instant => ({ wall: new Date(mono).toISOString(), mono, boot: '0'.repeat(32) });
  const told: Statement[] = [];
  const witness = new AuditWitness({
    subject: 'brewery/opcua',
    authenticity: 'authenticated',
    now,
    clock: new ServerClock(now()),
    places: () => places,
    stationOf: () => null,
    tell: statement => void told.push(statement),
  });
  /** An audit event of the session `id`. */
  const hear = (type: string, id: string) => {
    const none = Array.from({ length: 12 }, () => new Variant({ dataType: DataType.Null }));
    const node = (value: string) => new Variant({ dataType: DataType.NodeId, value: coerceNodeId(value) });
    witness.heard([node(type), ...none, node(id)]);
  };
  /** A canary that was opened at `at` and is told 10 ms later, after `others` events. */
  const prove = (at: number, id: string, others: number) =>
    witness.prove(
      async () => {
        mono = at;
        const openedAt = now();
        for (let index = 0; index < others; index += 1) hear('i=2069', 'ns=1;i=7');
        mono = at + 10;
        hear('i=2071', id);
        return { is: 'flown', session: id, openedAt };
      },
      1000,
      signal,
    );
  const lived = () => {
    witness.tellLife(true);
    return told.flatMap(({ act, to }) => (act === 'watched' ? [to.mono] : []));
  };
  return { witness, prove, lived };
}

test('what comes between two canaries was watched', async () => {
  const { prove, lived } = world();
  await prove(1000, 'ns=1;i=1', 0);
  await prove(2000, 'ns=1;i=2', 1999);
  expect(lived()).toEqual([2000]);
});

test('a canary proves nothing over a time in which more events came than are held', async () => {
  const { witness, prove, lived } = world();
  await prove(1000, 'ns=1;i=1', 0);
  await prove(2000, 'ns=1;i=2', 2001);
  expect(lived()).toEqual([]);
  expect(witness.found.found).toContain('more events came at once');
  await prove(3000, 'ns=1;i=3', 0);
  await prove(4000, 'ns=1;i=4', 0);
  expect(lived()).toEqual([4000]);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeDatabases } from '../db/testing/index.ts';
import { instant } from '../ingest/testing/index.ts';
import { ana, TestJudging } from './judging.fixture.ts';

describeDatabases('a shared account that another witness resolved', newPlace => {
  const ben = 'person-000000000000000b';
  const hour = 3600;
  let judging: TestJudging;
  beforeEach(async () => {
    judging = await TestJudging.open(newPlace);
    judging.judgement.start();
  });
  afterEach(async () => {
    await judging.close();
    expect(judging.failures).toEqual([]);
  });

  const declare = (scheme: string, value: string, people: readonly string[]) => {
    const [person = ana] = people;
    const meaning =
      people.length > 1 ? { to: 'shared' as const, people: [...people] } : { to: 'person' as const, person };
    const name = { scheme, value, asset: null, from: null, until: null };
    return judging.identities.declare({ ...name, meaning }, judging.by());
  };
  const byDomain = { witness: { kind: 'opcua-audit', name: 'domain' }, place: { station: 'ES-1' } };
  const life = (act: 'watched' | 'unwatched', from: number, to: number) =>
    judging.stream.says({
      ...byDomain,
      act,
      reach: 'nothing',
      place: { path: 'log-on' },
      from: instant(from),
      to: instant(to),
      ...(act === 'unwatched' ? { because: 'records were lost' } : {}),
    });
  const newest = async () => (await judging.judgements()).at(-1)?.parts[0];

  test('is nobody’s again where its witness takes back, hours later, that it lived since the log-on', async () => {
    await declare('opcua-user', 'maint', [ana, ben]);
    await declare('windows-account', 'kovac', [ana]);
    await judging.tell(
      judging.stream.says({
        ...byDomain,
        act: 'logged-on',
        identities: [{ scheme: 'windows-account', value: 'kovac' }],
        from: instant(100),
        to: instant(100),
      }),
      life('watched', 0, 6 * hour),
      judging.observe(60),
    );
    judging.stream.waitUntil(5 * hour);
    const at = instant(5 * hour + 15);
    await judging.tell(
      judging.stream.says({
        identities: [{ scheme: 'opcua-user', value: 'maint' }],
        place: { path: 'opcua', station: 'ES-1' },
        touches: [{ path: 'setpoints/DB20.txt', member: 'Press.Force', old: '60', new: '70' }],
        from: at,
        to: at,
      }),
      judging.observe(70),
    );
    await judging.judgement.settled();
    expect(await newest()).toMatchObject({ verdict: 'witnessed', actor: { kind: 'person', person: ana } });
    await judging.tell(life('unwatched', hour, 2 * hour));
    await judging.judgement.settled();
    expect(await newest()).toMatchObject({
      verdict: 'witnessed',
      reach: 'account',
      actor: { kind: 'unknown' },
    });
  });
});

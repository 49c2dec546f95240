import { describe, expect, test } from 'vitest';
import { type BlockDiff, diffBlocks, listImage, logicHash, parseBlock, readBlock } from './index.ts';
import { type BlockParts, buildCode, buildImage } from './testing.ts';

const first = ['U     E 0.0;', 'U     M 5.1;', '=     A 4.0;'];
const second = [
  'L     MW 10;',
  'L     100;',
  '>I;',
  'SPBN  M001;',
  'L     100;',
  'T     MW 10;',
  'M001: NOP   0;',
];
const third = ['AUF   DB 10;', 'L     DBD 4;', 'L     0.5;', '*R;', 'T     MD 20;', 'BE;'];

function diff(old: Uint8Array, now: Uint8Array): BlockDiff {
  return diffBlocks(parseBlock(old, 'old'), parseBlock(now, 'now'), 'german');
}

function codeDiff(...now: string[][]): BlockDiff {
  return diff(buildCode([first, second, third]), buildCode(now));
}

/** `changed 1/2 U M 5.1 → U M 5.2` */
function told({ code }: BlockDiff): string[] {
  return code.statements.map(change => {
    const text = (place: { network: number; line: number; text: string }) =>
      `${place.network}/${place.line} ${place.text.replace(/ +/g, ' ')}`;
    if (change.kind === 'added') return `added ${text(change.now)}`;
    if (change.kind === 'removed') return `removed ${text(change.old)}`;
    if (change.kind === 'changed') return `changed ${text(change.old)} → ${text(change.now)}`;
    return `moved ${change.old.map(text).join(', ')} → ${change.now.map(text).join(', ')}`;
  });
}

function replaced(list: readonly string[], from: string, to: string): string[] {
  return list.map(each => (each === from ? to : each));
}

describe('a difference of code', () => {
  test('is none between equal images', () => {
    const same = codeDiff(first, second, third);
    expect(same).toMatchObject({ verdict: 'none', sentence: 'Nothing changed.', fields: [], variables: [] });
    expect(same.code).toEqual({ networks: [], statements: [] });
  });

  test('says old and new of an edited operand', () => {
    const edited = codeDiff(replaced(first, 'U     M 5.1;', 'U     M 5.2;'), second, third);
    expect(edited.verdict).toBe('logic');
    expect(told(edited)).toEqual(['changed 1/2 U M 5.1 → 1/2 U M 5.2']);
    expect(edited.code.networks).toEqual([{ kind: 'changed', old: 1, now: 1 }]);
  });

  test('says which statements came and went', () => {
    expect(
      told(codeDiff(first, second, ['AUF   DB 10;', 'L     DBD 4;', 'NEGR;', ...third.slice(2)])),
    ).toEqual(['added 3/3 NEGR']);
    expect(
      told(
        codeDiff(
          first,
          second.filter(each => each !== 'T     MW 10;'),
          third,
        ),
      ),
    ).toEqual(['removed 2/6 T MW 10']);
  });

  test('calls another operation removed and added, not changed', () => {
    expect(told(codeDiff(replaced(first, 'U     M 5.1;', 'O     M 5.1;'), second, third)).toSorted()).toEqual(
      ['added 1/2 O M 5.1', 'removed 1/2 U M 5.1'],
    );
  });

  test('does not see a shifted distance, a renumbered label or a renumbered network', () => {
    const added = codeDiff(
      ['SPBN  M001;', ...first, 'M001: NOP   0;'],
      second.map(each => each.replace('M001', 'M002')),
      third,
    );
    expect(told(added)).toEqual(['added 1/1 SPBN M001', 'added 1/5 NOP 0']);
    const inserted = codeDiff(['SET;', 'S     M 1.0;'], first, second, third);
    expect(inserted.code.networks).toEqual([{ kind: 'added', old: null, now: 1 }]);
    expect(told(inserted)).toEqual(['added 1/1 SET', 'added 1/2 S M 1.0']);
  });

  test('sees a jump that leads elsewhere', () => {
    const early = [...second.slice(0, 5), 'M001: T     MW 10;', 'NOP   0;'];
    const [change, more] = codeDiff(first, early, third).code.statements;
    expect(more).toBeUndefined();
    expect(change).toMatchObject({
      kind: 'changed',
      old: { network: 2, line: 4 },
      now: { network: 2, line: 4 },
      leadsTo: { old: { network: 2, line: 7 }, now: { network: 2, line: 6 } },
    });
  });

  test('sees a moved network and moved statements as moved', () => {
    const swapped = codeDiff(second, first, third);
    expect(swapped.verdict).toBe('logic');
    expect(swapped.code.statements).toEqual([]);
    expect(swapped.code.networks).toHaveLength(1);
    expect(swapped.code.networks[0]?.kind).toBe('moved');
    const moved = codeDiff(first, second, [
      'L     DBD 4;',
      'L     0.5;',
      '*R;',
      'AUF   DB 10;',
      'T     MD 20;',
      'BE;',
    ]);
    expect(told(moved)).toEqual(['moved 3/1 AUF DB 10 → 3/4 AUF DB 10']);
  });

  test('sees an edit inside a network that also moved', () => {
    const both = codeDiff(third.slice(0, -1), replaced(first, 'U     E 0.0;', 'U     E 0.1;'), [
      ...second,
      'BE;',
    ]);
    expect(told(both)).toContain('changed 1/1 U E 0.0 → 2/1 U E 0.1');
  });
});

describe('a difference of anything but code', () => {
  const parts: BlockParts = { author: 'meier', codeDay: 10, interfaceDay: 10, checksum: 1, networks: [2] };
  const of = (changes: BlockParts) => diff(buildImage(parts), buildImage({ ...parts, ...changes }));

  test('is only the time stamp', () => {
    expect(of({ codeDay: 11, checksum: 2 })).toMatchObject({
      verdict: 'time stamp',
      sentence: 'Only the time stamp changed.',
      fields: [
        { field: 'code time', old: '1984-01-11T00:00:00.000', now: '1984-01-12T00:00:00.000' },
        { field: 'checksum' },
      ],
    });
    expect(of({ codeDay: 11, interfaceDay: 11 }).sentence).toContain('names or comments may be others');
  });

  test('is only the header', () => {
    expect(of({ author: 'huber', codeDay: 12 })).toMatchObject({
      verdict: 'header',
      fields: [{ field: 'author', old: 'meier', now: 'huber' }, { field: 'code time' }],
    });
  });

  test('is only comments of the interface, or bytes without effect', () => {
    const marked = (mark: number) => buildImage({ ...parts, declaration: [5, 0x11, mark] });
    expect(diff(marked(0x20), marked(0x41)).verdict).toBe('interface comments');
    const jumps = diff(buildImage({ ...parts, jumps: [1, 2] }), buildImage({ ...parts, jumps: [2, 1] }));
    expect(jumps.verdict).toBe('without effect');
  });

  test('is logic where attributes or protection changed', () => {
    expect(of({ attributes: 0x21 })).toMatchObject({
      verdict: 'logic',
      fields: [{ field: 'attributes', old: '16#1', now: '16#21' }],
    });
    expect(of({ key: 3 }).fields).toMatchObject([
      { field: 'protection', old: 'key 0', now: 'know-how, key 3' },
    ]);
  });

  test('is logic where the interface changed, by place', () => {
    const now = diff(
      buildImage({ ...parts, type: 'FB', declaration: [5, 1, 7, 4] }),
      buildImage({ ...parts, type: 'FB', declaration: [5, 1, 8, 4, 1, 4] }),
    );
    expect(now.verdict).toBe('logic');
    expect(now.variables).toEqual([
      { section: 'STAT', place: '2.0', old: 'DINT', now: 'REAL', onlyInitial: false },
      { section: 'STAT', place: '6.0', old: null, now: 'BOOL', onlyInitial: false },
    ]);
  });

  test('of system data or encrypted code is opaque', () => {
    const sdb = (fill: number) => buildImage({ type: 'SDB', body: new Uint8Array(8).fill(fill) });
    expect(diff(sdb(1), sdb(2))).toMatchObject({ verdict: 'logic', opaqueChanged: true });
    const secret = (fill: number) => buildImage({ language: 29, body: new Uint8Array(8).fill(fill) });
    expect(diff(secret(1), secret(2))).toMatchObject({ verdict: 'logic', opaqueChanged: true });
  });
});

describe('a difference of data blocks', () => {
  const data = (initial: number, actual: number) =>
    buildImage({
      type: 'DB',
      language: 5,
      declaration: [0x11, 4, 2, 5, 4, 5, 4 | 8],
      initials: [initial, 0],
      body: Uint8Array.of(0, 1, 0, actual),
    });

  test('tells initial values from actual values', () => {
    expect(diff(data(5, 5), data(5, 6))).toMatchObject({
      verdict: 'actual values',
      variables: [],
      actualValues: [{ address: '2.0', type: 'INT', old: '5', now: '6' }],
      moreActualValues: false,
    });
    expect(diff(data(5, 5), data(7, 5))).toMatchObject({
      verdict: 'logic',
      variables: [{ section: 'STAT', place: '2.0', old: 'INT := 5', now: 'INT := 7', onlyInitial: true }],
      actualValues: [],
    });
  });

  test('says so where actual values differ at places it does not know', () => {
    const raw = (fill: number) => buildImage({ type: 'DB', language: 5, body: new Uint8Array(4).fill(fill) });
    expect(diff(raw(1), raw(2))).toMatchObject({
      verdict: 'actual values',
      actualValues: [],
      moreActualValues: true,
    });
  });
});

describe('the hash of the logic', () => {
  const hash = (image: Uint8Array) => logicHash(readBlock(parseBlock(image, 'b')));

  test('moves with code, interface and attributes, not with times, header or actual values', () => {
    const parts: BlockParts = { networks: [2], declaration: [5, 1] };
    const base = hash(buildImage(parts));
    expect(
      hash(buildImage({ ...parts, codeDay: 9, interfaceDay: 9, author: 'x', name: 'y', checksum: 7 })),
    ).toBe(base);
    expect(hash(buildImage({ ...parts, declaration: [5, 0x11, 0x55] }))).toBe(base);
    const others = [
      buildImage({ ...parts, body: Uint8Array.of(0x65, 0x01) }),
      buildImage({ ...parts, declaration: [4, 1] }),
      buildImage({ ...parts, attributes: 0x21 }),
      buildImage({ ...parts, key: 3 }),
      buildImage({ ...parts, number: 2 }),
    ];
    expect(new Set([base, ...others.map(hash)]).size).toBe(others.length + 1);
    const data = (fill: number) =>
      buildImage({ type: 'DB', declaration: [0x11, 4, 1, 7, 4], body: new Uint8Array(4).fill(fill) });
    expect(hash(data(1))).toBe(hash(data(2)));
  });
});

test('a difference of two long codes without a common statement ends', () => {
  const long = (value: number) => {
    const body = new Uint8Array(60_000);
    for (let at = 0; at < body.length; at += 4)
      body.set([0x30, 0x03, (at >> 8) & 0xff, (at + value) & 0xff], at);
    return buildImage({ body });
  };
  expect(diff(long(0), long(1)).verdict).toBe('logic');
  expect(listImage(long(2), 'FC1', 'german').understanding.unknown).toBe(0);
});

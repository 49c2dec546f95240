import { assert, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText } from './index.ts';

/** `Насос включён` and `Tür auf – für 5 °C` as engineering tools of their countries write them. */
const cyrillic = Uint8Array.of(0xcd, 0xe0, 0xf1, 0xee, 0xf1, 0x20, 0xe2, 0xea, 0xeb, 0xfe, 0xf7, 0xb8, 0xed);
const western = Uint8Array.of(
  0x54,
  0xfc,
  0x72,
  0x20,
  0x61,
  0x75,
  0x66,
  0x20,
  0x96,
  0x20,
  0x66,
  0xfc,
  0x72,
  0x20,
  0x35,
  0x20,
  0xb0,
  0x43,
);

test('a byte order mark says the encoding and is no text', () => {
  expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toEqual({
    text: 'A',
    encoding: 'utf-8',
    certain: true,
  });
  expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x41, 0))).toEqual({
    text: 'A',
    encoding: 'utf-16le',
    certain: true,
  });
  expect(decodeText(Uint8Array.of(0xfe, 0xff, 0, 0x41))).toEqual({
    text: 'A',
    encoding: 'utf-16be',
    certain: true,
  });
});

test('UTF-8 is what it is without a mark', () => {
  expect(decodeText(new TextEncoder().encode('Tür – Насос'))).toEqual({
    text: 'Tür – Насос',
    encoding: 'utf-8',
    certain: true,
  });
});

test('a code page is taken from how letters stand together, and said to be a guess', () => {
  expect(decodeText(cyrillic)).toEqual({ text: 'Насос включён', encoding: 'windows-1251', certain: false });
  expect(decodeText(western)).toEqual({
    text: 'Tür auf – für 5 °C',
    encoding: 'windows-1252',
    certain: false,
  });
});

/** Each letter by its byte in windows-1250; the others are plain. */
function central(text: string): Uint8Array {
  const bytes: Readonly<Record<string, number>> = {
    ř: 0xf8,
    í: 0xed,
    z: 0x7a,
    č: 0xe8,
    ů: 0xf9,
    š: 0x9a,
    ž: 0x9e,
    ł: 0xb3,
    ś: 0x9c,
    ć: 0xe6,
    ý: 0xfd,
    ą: 0xb9,
  };
  return Uint8Array.from(text, letter => bytes[letter] ?? letter.charCodeAt(0));
}

test('Central European letters are told from Western ones by what would stand in their place', () => {
  for (const text of [
    'Spuštění řízení čerpadla'.replaceAll('ě', 'e'),
    'Wyłącznik',
    'rozdělovač žádaný šoupě průtok'.replaceAll(/[ěáó]/g, 'e'),
  ])
    expect(decodeText(central(text))).toEqual({ text, encoding: 'windows-1250', certain: false });
  // `5 m³`, `½ Ø à`, `è ì ù`, `manœuvre` and `¿Que` are Western.
  for (const bytes of [
    [0x35, 0x20, 0x6d, 0xb3],
    [0xbd, 0x20, 0xd8, 0x20, 0xe0],
    [0x61, 0xe8, 0x20, 0x61, 0xec, 0x20, 0x61, 0xf9],
    [0x6d, 0x61, 0x6e, 0x9c, 0x75, 0x76, 0x72, 0x65],
    [0xbf, 0x51, 0x75, 0x65],
  ])
    expect(decodeText(Uint8Array.from(bytes)).encoding).toBe('windows-1252');
});

test('any bytes are some text', () => {
  assert(property(uint8Array({ maxLength: 200 }), bytes => decodeText(bytes).text.length <= bytes.length));
});

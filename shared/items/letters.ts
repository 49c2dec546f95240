/**
 * The letters beyond ASCII that stand in a path as they are: category L of Unicode 17.0 without those that
 * NFC changes or joins to the letter before them (compatibility ideographs, Hangul vowels and finals) and
 * those that show nothing (fillers). Frozen: a path is an identity, so a newer Unicode must not move it.
 * Each word is the distance from the end of the range before, and the range's further length, in base 36.
 */
const frozenLetters = `
  4q b 5 6-m 2-u 2-cp 5-b f-4 8 2 3m-3 3-1 3-3 2 7 2-2 2 2-j 2-2a 2-3u 9-4l 2-11 3 7-14 20-q 5-3 1a-16
  10-1 2-2q 2 g-1 8-1 b-2 3 h 2-t u-2g c p-w a-1 5 6-l 5 a 4 o-o 8-a 6-n 2-6 h-15 1n-1h 4 j g-1 g-f
  5-7 3-1 3-l 2-6 2 4-3 4 h i-1 f-1 b 9-5 5-1 3-l 2-6 2 3 3-1 z m-2 h-8 2-2 2-l 2-6 2-1 2-4 4 j g-1 o
  c-7 3-1 3-l 2-6 2-1 2-4 4 y-2 g i 2-5 4-2 2-3 4-1 2 2-1 4-1 4-2 4-b n 1h-7 2-2 2-m 2-f 4 r-2 2-1 3-1
  v 5-7 2-2 2-m 2-9 2-4 4 v-2 2-1 g-1 i-8 2-2 2-14 3 h 6-2 9-2 p-5 6-h 4-n 2-8 2 3-6 1n-1b 2-1 d-6
  1n-1 2 2-4 2-n 2 2-9 2-1 a 3-4 2 m-3 x 1s-2 2-3 2-3 2-3 2-3 2-3 2-b 2-2 s-4 38-16 l h-5 5-3 4 4-1
  8-2 5-c d i-11 2 6 3-16 2-2q o-1d s-3p 2-3 3-6 2 2-3 3-14 2-3 3-w 2-3 3-6 2 2-3 3-e 2-1k 2-3 3-1u
  12-f h-2d 3-5 4-h7 3-g 2-p 6-22 7-7 8-h e-i f-h f-c 2-2 g-1f 10 5 1w-2g 8-4 3-x 2 6-1x b-u 1e-t 3-4
  c-17 5-p 1j-m a-1g 2b 2m-1a i-7 1j-t e-1 b-17 r-z 16-2 b-z 3-a 6-16 3-2 16-3 2-5 2-1 4 6-5b 1t-7p
  3-5 3-11 3-5 3-7 2 2 2 2-h 2 2 2 2 2 2 4-1g 2-4 2 6-2 2-2 2 2 4-2 4-4 6-2 2-6 2 6-2 2-2 2 2 39 e h-c
  2u 5 3-9 2 4-4 7 4 4-1 2-a 3-3 6-4 5 1h-1 22k-6c 7-3 4-1 d-11 2 6 3-1j 8 h-m a-6 2-6 2-6 2-6 2-6 2-6
  2-6 2-6 29 d2-1 17-4 6-1 5-2d 7-2 2-2h 2-3 6-16 2-1e 2-15 i-v 1d-f e9-533 1t-h3g 1w-19 3-7g 4-f b-1
  l-1a h-u 3-1x 1e-8 3-2u 3-29 l-g 2-2 2-3 2-m u-1f f-1d 1r-5 4 2-1 c-r b-m q-s 8-1a t h-4 2-9 b-4
  2-14 o-2 2-7 l-m 4 4-1d 2 4-1 3-4 3 2 p-2 3-a 8-2 d-5 3-5 3-5 a-6 2-6 2-16 2-d 7-36 u-8mb d-m 5-1c
  6qb-1 2 2-1 b 2 2-1 3-2 5z-6 d-4 9-8 13-2q y-a2 j-1r 3-1h 15-b 39-4 2-3q 11-p 7-p c-1l 2-t 4-5 3-5
  3-5 3-2 10-b 2-p 2-i 2-1 2-e 3-d z-3e au-s 4-1c 1c-v e-j 2-7 7-11 b-t 3-z 5-7 1d-4d j-z 5-z 5-13
  9-1f d-a 2-e 2-6 2-1 2-a 2-e 2-6 2-1 4-1f d-8m a-l b-7 p-5 2-15 2-8 1y-5 3 2-17 2-1 4 3-m b-m a-u
  1u-i 2-1 b-l b-p 7-p 13-1j 7-1 1t g-3 2-2 2-s 17-s 4-s 10-7 2-r s-1h b-l b-i e-h 33-20 1k-1e e-1e
  e-z 13-r a-m 6z-15 7-1 h-5 1l-s b 9-l 17-h 1b-k s-m d-1g 1m-1 3 e-18 x-o r-z u 3 9-y 4 d-1b f-3 m 2
  10-h 2-o k-1 1s-6 2 2-3 2-e 2-9 8-1a 13-7 3-1 3-l 2-6 2-1 2-4 4 j d-4 v-9 2 3 2-11 2 q 2 19-1g j-3
  l-2 v-1b l-1 2 55-1a 16-3 11-1b l 1o-16 e 20-q 12-6 56-17 39-1r w-7 3 3-7 2-1 2-n g 2 2n-7 3-12 h 2
  t b-13 8 m c-19 k j-20 5k-w w-8 2-10 i 1e-t 35-6 2-1 2-11 m q-5 2-1 2-v f o-17 79-i g 2-c 2-x 3h
  28-pl 6f-5f 219-2o g-tr i-5 q-32y 6-g6 5a2-t 1cz-fs 8-u i-26 i-t j-1b h-3 w-k 6-i c1-12 2-4 5w-1r
  x-o 3-o 19-22 6 1v-c 1t-1 2 f-1 d-5p1 16-v 2q-36 6pq-3 2-6 2-1 2-82 g u-2 3 f-3 9-az 1s5-2y 6-c 4-8
  8-9 4mf-2c 2-1y 2-1 3 3-1 3-3 2-b 2 2-6 2-1s 2-3 3-7 2-6 2-r 2-3 2-4 2 4-6 2-9f 3-o 2-o 2-u 2-o 2-u
  2-o 2-u 2-o 2-u 2-o 2-7 1f9-u 7-5 7a-1p 43-18 b-6 h 8y-t j-17 dh-r 6d-t 3 5s-u 2-2 2-1 2-6 3-4 a-1
  69-6 2-3 2-1 2-e 2-5g 1o-1v 8 xh-3 2-q 2-1 2 3 2-9 2-3 2 2 7 5 2 2 2-2 2-1 2 3 2 2 2 2 2-1 2 3-3 2-6
  2-3 2-3 2 2-9 2-g 6-2 2-4 2-g 3et-wyn x-3dp 3-4gd 3-5rk g-h9 3hf-3t6 6-6jt
`;

const ranges: readonly (readonly [number, number])[] = readRanges(frozenLetters);

function readRanges(text: string): [number, number][] {
  let at = 0;
  return text
    .trim()
    .split(/\s+/)
    .map(word => {
      const [gap = '', further = '0'] = word.split('-');
      const first = at + Number.parseInt(gap, 36);
      at = first + Number.parseInt(further, 36);
      return [first, at];
    });
}

export function isPathLetter(codePoint: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = ranges[middle] ?? [0, 0];
    if (codePoint < first) high = middle - 1;
    else if (codePoint > last) low = middle + 1;
    else return true;
  }
  return false;
}

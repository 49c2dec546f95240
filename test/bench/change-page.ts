import { changeFiles, hasBrowser, longProgram, Stage } from '../e2e/index.ts';
import type { BenchRow } from './row.ts';

const rounds = 15;
const aimMs = 1000;
/** Statements of which each is another: a listing shows them twice. */
const statements = 2500;
const views = ['summary', 'table', 'listing', 'raw'] as const;

/** From the address to the drawn page of a change, of four values and of a source of 5,000 lines in turn. */
export async function run(): Promise<BenchRow[]> {
  if (!hasBrowser()) return [];
  const stage = await Stage.open();
  try {
    const [small] = stage.server.changes;
    if (small === undefined) throw new Error('The fixture holds no change.');
    const long = changeFiles(stage.server, [longProgram(statements)]);
    const took = new Map<string, number[]>();
    const page = await stage.visit('/people');
    const open = async (address: string) => {
      const from = performance.now();
      await page.goto(`${stage.server.address}${address}`);
      await page.locator('.item-panel :is(tbody tr, dl)').first().waitFor();
      await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))');
      took.set(address, [...(took.get(address) ?? []), performance.now() - from]);
    };
    const addresses = views.map(view => `/changes/${long.id}?view=${view}`);
    for (let round = 0; round < rounds; round += 1)
      for (const address of [`/changes/${small.id}`, ...addresses]) await open(address);
    const median = (address: string) =>
      took.get(address)?.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
    const figures = addresses.map(median);
    const slowest = Math.max(...figures);
    return [
      {
        what: 'change page: address → drawn, a source of which 5,000 lines are shown, slowest view',
        against: `the aim of ${aimMs} ms`,
        ratio: aimMs / slowest,
        aim: '< 1 s',
        met: slowest < aimMs,
        detail: `medians of ${rounds}: ${views.map((view, at) => `${view} ${Math.round(figures[at] ?? Number.NaN)} ms`).join(', ')}; a change of four values ${Math.round(median(`/changes/${small.id}`))} ms`,
      },
    ];
  } finally {
    await stage.close();
  }
}

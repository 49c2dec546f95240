import { Browsing, ensurePage, hasBrowser } from '../e2e/index.ts';
import { Press, World } from '../world/index.ts';
import type { BenchRow } from './row.ts';

const changes = 100;
const aimMs = 1000;

/** From the arrival of the reading that found a change to its first appearance in a browser's list, all of it real. */
export async function run(): Promise<BenchRow[]> {
  if (!hasBrowser()) return [];
  await ensurePage();
  const world = await World.create();
  const press = new Press('press-2');
  await world.begin(press);
  const browsing = await Browsing.open(world.server.api.address);
  try {
    const page = await browsing.visit('/');
    await page.getByLabel('User').fill('admin');
    await page.getByLabel('Password').fill(world.server.api.password);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Agents', exact: true }).waitFor();
    await page.goto(`${browsing.address}/changes`);
    await page.getByRole('link', { name: 'Press', exact: true }).first().waitFor();
    // The browser itself notes when each new value first stands in the list: no round trip of ours is in the figure.
    await page.evaluate(`{
      const seen = (window.seen = {});
      new MutationObserver(() => {
        for (const [, value] of document.body.textContent.matchAll(/Force \\d+ → (\\d+)/g)) seen[value] ??= Date.now();
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    }`);
    for (let value = 1; value <= changes; value += 1) {
      await press.write(press.force, 1000 + value);
      await page
        .getByText(`→ ${1000 + value}`)
        .first()
        .waitFor();
    }
    const seen = (await page.evaluate('window.seen')) as Record<string, number>;
    const read = new Map(
      (await world.server.api.changes('press-2')).map(change => [
        /to (\d+)/.exec(change.sentence)?.[1],
        Date.parse(change.window.to),
      ]),
    );
    const took = Object.entries(seen)
      .flatMap(([value, at]) => (read.has(value) ? [at - (read.get(value) ?? at)] : []))
      .sort((a, b) => a - b);
    const p = (share: number) =>
      took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN;
    return [
      {
        what: 'read to page: reading arrived → shown in the list, S7, one change at a time',
        against: `the aim of ${aimMs} ms`,
        ratio: aimMs / p(0.99),
        aim: 'p99 < 1 s',
        met: p(0.99) < aimMs,
        detail: `${took.length} changes: p50 ${p(0.5)} ms, p99 ${p(0.99)} ms, longest ${p(1)} ms`,
      },
    ];
  } finally {
    await browsing.close();
    await world.remove();
  }
}

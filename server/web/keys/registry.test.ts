import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KeyRegistry } from './registry.ts';

class Element {}
const closed = { querySelector: () => null };
let time = 0;

function press(key: string, registry: KeyRegistry, extra: Partial<KeyboardEvent> = {}): void {
  time += 100;
  const event = { key, timeStamp: time, target: null, preventDefault: () => undefined, ...extra };
  registry.handle(event as unknown as KeyboardEvent);
}

beforeEach(() => {
  vi.stubGlobal('HTMLElement', Element);
  vi.stubGlobal('document', closed);
});
afterEach(() => vi.unstubAllGlobals());

function recorded() {
  const ran: string[] = [];
  const registry = new KeyRegistry();
  const bind = (keys: string) => ({ keys, does: keys, run: () => ran.push(keys) });
  return { ran, registry, bind };
}

test('a sequence runs when its letters follow each other in time', () => {
  const { ran, registry, bind } = recorded();
  registry.add('Go to', [bind('g c'), bind('g o')]);
  press('g', registry);
  press('c', registry);
  press('c', registry);
  press('g', registry);
  time += 5000;
  press('o', registry);
  expect(ran).toEqual(['g c']);
});

test('the newest group answers first, and a group that is gone not at all', () => {
  const { ran, registry, bind } = recorded();
  registry.add('List', [bind('j')]);
  const remove = registry.add('View', [{ ...bind('j'), run: () => ran.push('view') }]);
  press('j', registry);
  remove();
  press('j', registry);
  expect(ran).toEqual(['view', 'j']);
});

test('keys with a modifier, and any key while a dialog is open, do nothing', () => {
  const { ran, registry, bind } = recorded();
  registry.add('List', [bind('j')]);
  press('j', registry, { ctrlKey: true });
  press('j', registry, { metaKey: true });
  vi.stubGlobal('document', { querySelector: () => ({}) });
  press('j', registry);
  expect(ran).toEqual([]);
});

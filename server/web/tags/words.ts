import type { Reference } from '@witnessmark/shared/api';

type Access = Reference['places'][number]['access'];

/** What is done with a name, in the order it is shown: what it is, what makes it so, what comes of it. */
export const accessWords: readonly (readonly [Access, string])[] = [
  ['value', 'value'],
  ['declared', 'declared'],
  ['write', 'written'],
  ['call', 'called'],
  ['read', 'read'],
  ['type', 'as a type'],
];

/** Where the server's counting ends. */
const countedTo = 10_000;

/** `3 changes`; what reaches the end of counting says so. */
export function countedUp(count: number, one: string, many = `${one}s`): string {
  if (count >= countedTo) return `${countedTo.toLocaleString('en')} or more ${many}`;
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** `network 4, line 12`; empty where neither is known. */
export function placeText(network: string | null, line: number | null): string {
  return [network === null ? '' : `network ${network}`, line === null ? '' : `line ${line}`]
    .filter(each => each !== '')
    .join(', ');
}

/** What happened to a name where no difference tells it: it came, went, or stands there oftener or less often. */
export function timesText(before: number, after: number): string {
  const places = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'place' : 'places'}`;
  if (before === 0) return `came, in ${places(after)}`;
  return after === 0 ? `went, from ${places(before)}` : `${before.toLocaleString('en')} → ${places(after)}`;
}

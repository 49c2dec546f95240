import type { Capability, Notice } from '@witnessmark/shared/facts';

/** What the source was found able to see: told once, and again whenever it has become another. */
export class Capabilities {
  #found: readonly Capability[] | null = null;
  #told: string | null = null;

  /** All of what is known now; null where the source does not say. */
  found(list: readonly Capability[] | null): void {
    this.#found = list;
  }

  /** The notice that is due; null where nothing is, or it was told before. When it was probed is no difference. */
  due(): Notice | null {
    const list = this.#found;
    if (list === null || keyOf(list) === this.#told) return null;
    const count = (state: Capability['state']) => list.filter(each => each.state === state).length;
    const says = `of ${list.length} things to see here, ${count('yes')} can be seen, ${count('partly')} partly, ${count('no')} not, ${count('unknown')} unknown`;
    return { code: 'capabilities.found', says, data: {}, capabilities: [...list] };
  }

  /** The notice is durable. */
  told({ capabilities }: Notice): void {
    this.#told = keyOf(capabilities ?? []);
  }

  /** What was told belongs to a past that counts no more. */
  forget(): void {
    this.#told = null;
  }
}

function keyOf(list: readonly Capability[]): string {
  return JSON.stringify(list.map(({ id, serves, state, found }) => [id, serves, state, found]));
}

/** How long after somebody last moved or typed the page still counts as attended. */
const attendedMs = 60_000;
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Whether somebody sits before the page: what it asks by itself while nobody does keeps no sign-in alive. */
export class Presence {
  readonly #now: () => number;
  #last: number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#last = now();
  }

  get isAttended(): boolean {
    return this.#now() - this.#last < attendedMs;
  }

  /** Takes note of whoever moves or types; returns the way to stop. */
  watch(page: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>): () => void {
    const note = () => {
      this.#last = this.#now();
    };
    for (const sign of signs) page.addEventListener(sign, note, { capture: true, passive: true });
    return () => {
      for (const sign of signs) page.removeEventListener(sign, note, { capture: true });
    };
  }
}

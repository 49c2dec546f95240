/** One key a view answers to. `keys` is `j`, `?`, or a sequence such as `g c`. */
export interface KeyBinding {
  readonly keys: string;
  readonly does: string;
  readonly run: () => void;
}

/** How long after `g` the second letter still counts. */
const sequenceMs = 1500;

function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'range'].includes(target.type);
  return (
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
  );
}

/** The keys that work right now, newest group first, so that what help shows is what is alive. */
export class KeyRegistry {
  readonly #groups = new Map<string, readonly KeyBinding[]>();
  #prefix = '';
  #prefixAt = 0;

  add(group: string, bindings: readonly KeyBinding[]): () => void {
    this.#groups.set(group, bindings);
    return () => {
      if (this.#groups.get(group) === bindings) this.#groups.delete(group);
    };
  }

  groups(): readonly (readonly [string, readonly KeyBinding[]])[] {
    return [...this.#groups].reverse();
  }

  readonly handle = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (takesText(event.target) || document.querySelector('dialog[open]')) return;
    const pressed = this.#fresh(event.timeStamp) ? `${this.#prefix} ${event.key}` : event.key;
    this.#prefix = '';
    for (const [, bindings] of this.groups()) {
      const binding = bindings.find(each => each.keys === pressed);
      if (binding) {
        event.preventDefault();
        binding.run();
        return;
      }
    }
    if (this.#begins(event.key)) {
      this.#prefix = event.key;
      this.#prefixAt = event.timeStamp;
    }
  };

  #fresh(at: number): boolean {
    return this.#prefix !== '' && at - this.#prefixAt < sequenceMs;
  }

  #begins(key: string): boolean {
    return this.groups().some(([, bindings]) => bindings.some(each => each.keys.startsWith(`${key} `)));
  }
}

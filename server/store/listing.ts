import { createHash } from 'node:crypto';

/** One file of a commit's tree. */
export interface ListedFile {
  readonly sha256: string;
}

/**
 * The files of one commit with their SHA-256, kept sorted by path bytes so that the manifest of the next
 * commit costs one pass. Keys are the UTF-8 bytes of the path, one character a byte: their order is the
 * order of bytes, which JavaScript's own order of strings is not.
 */
export class Listing {
  readonly #keys: string[] = [];
  readonly #lines: string[] = [];
  readonly #files = new Map<string, ListedFile>();
  #undo: (readonly [path: string, before: ListedFile | undefined])[] = [];

  get size(): number {
    return this.#files.size;
  }

  get(path: string): ListedFile | undefined {
    return this.#files.get(path);
  }

  set(path: string, file: ListedFile): void {
    this.#undo.push([path, this.#files.get(path)]);
    this.#put(path, file);
  }

  delete(path: string): void {
    const before = this.#files.get(path);
    if (before === undefined) return;
    this.#undo.push([path, before]);
    this.#drop(path);
  }

  /** A file that cannot stand beside `path` because one would have to be the other's folder. */
  conflict(path: string): string | null {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      const folder = path.slice(0, at);
      if (this.#files.has(folder)) return folder;
    }
    const below = key(`${path}/`);
    const next = this.#keys[this.#position(below)];
    return next?.startsWith(below) ? Buffer.from(next, 'latin1').toString('utf8') : null;
  }

  /** Makes what was set since the last mark final. */
  mark(): void {
    this.#undo = [];
  }

  /** Takes back what was set since the last mark. */
  rollback(): void {
    for (const [path, before] of this.#undo.reverse()) {
      if (before === undefined) this.#drop(path);
      else this.#put(path, before);
    }
    this.#undo = [];
  }

  /** SHA-256 (hex) over the lines `sha256 SP SP path LF`: what `sha256sum` prints. */
  manifest(): string {
    return createHash('sha256').update(this.#lines.join('')).digest('hex');
  }

  #put(path: string, file: ListedFile): void {
    const own = key(path);
    const at = this.#position(own);
    const line = `${file.sha256}  ${path}\n`;
    if (this.#keys[at] === own) this.#lines[at] = line;
    else {
      this.#keys.splice(at, 0, own);
      this.#lines.splice(at, 0, line);
    }
    this.#files.set(path, file);
  }

  #drop(path: string): void {
    const at = this.#position(key(path));
    this.#keys.splice(at, 1);
    this.#lines.splice(at, 1);
    this.#files.delete(path);
  }

  /** Index of the first key that is not smaller. */
  #position(own: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? '') < own) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** git's id of a blob: SHA-1 over `blob <bytes> NUL content`. */
export function blobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.byteLength}\0`).update(content).digest('hex');
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function key(path: string): string {
  return Buffer.from(path, 'utf8').toString('latin1');
}

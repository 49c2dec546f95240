import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WatchedAsset } from './configuration.ts';
import { Place } from './truth.ts';

/** Above what travels inside a fact, so that such a version goes as a content of its own. */
const largeBytes = 20_000;

/** A folder into which an engineering tool exports two programs: a small one and a large one. */
export class Exports {
  readonly small: Place;
  readonly large: Place;
  readonly folder: string;
  readonly #asset: string;

  constructor(asset: string, folder: string) {
    this.#asset = asset;
    this.folder = folder;
    const at = { asset, source: 'exports', kind: 'logic', valueIn: versionIn } as const;
    this.small = new Place({ ...at, path: 'files/Main.st' });
    this.large = new Place({ ...at, path: 'files/Line.L5X' });
  }

  get places(): readonly Place[] {
    return [this.small, this.large];
  }

  asset(): WatchedAsset {
    return {
      id: this.#asset,
      name: 'Line',
      area: 'Hall B',
      sources: { exports: { type: 'files', folder: this.folder, wholeAfterMs: 50 } },
    };
  }

  async start(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    for (const place of this.places) await this.write(place, 0);
  }

  /** The tool saves a version that was never there before: whole beside the file, then in its place. */
  write(place: Place, version: number, bytes = place === this.large ? largeBytes : 0): Promise<void> {
    const file = join(this.folder, place.path.slice('files/'.length));
    return place.write(String(version), async () => {
      const head = `(* version ${version} *)\n`;
      await writeFile(`${file}.part`, `${head}${`line of version ${version}\n`.repeat(bytes / 24)}`);
      await rename(`${file}.part`, file);
    });
  }
}

function versionIn(text: string): string | null {
  return /^\(\* version (\d+) \*\)\n/.exec(text)?.[1] ?? null;
}

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { assetIdSchema } from '@witnessmark/shared/items';

/** The one branch of every repository. */
export const mainRef = 'refs/heads/main';

/** Names inside the store's folder; `docs/format.md` fixes them. */
export class Layout {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  get lockFile(): string {
    return join(this.dir, '.lock');
  }

  /** Half-made repositories and what healing set aside; nothing in it is part of the store. */
  get work(): string {
    return join(this.dir, '.work');
  }

  repository(asset: string): string {
    return join(this.dir, `${checkedAsset(asset)}.git`);
  }

  originals(asset: string): string {
    return join(this.dir, `${checkedAsset(asset)}.originals`);
  }

  original(asset: string, sha256: string): string {
    return join(this.originals(asset), sha256.slice(0, 2), sha256);
  }
}

/** Every asset that has a repository, sorted. */
export async function assetsIn(layout: Layout): Promise<string[]> {
  const assets = (await readdir(layout.dir)).map(assetOfFolder).filter(asset => asset !== null);
  return assets.sort();
}

/** The asset of a folder's name in the store; null for anything else. */
function assetOfFolder(name: string): string | null {
  if (!name.endsWith('.git')) return null;
  const asset = name.slice(0, -'.git'.length);
  return assetIdSchema.safeParse(asset).success ? asset : null;
}

function checkedAsset(asset: string): string {
  if (!assetIdSchema.safeParse(asset).success) {
    throw new WitnessError('store.asset-invalid', JSON.stringify(asset).slice(0, 80));
  }
  return asset;
}

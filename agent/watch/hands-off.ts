import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assetIdSchema } from '@witnessmark/shared/items';
import { type FSWatcher, watch } from 'chokidar';

/** The folder below the data directory that stops all contact with an asset: a file named by its id. */
function handsOffFolder(dataDir: string): string {
  return join(dataDir, 'hands-off');
}

/** Stops all contact with an asset; the running agent notices by itself. */
export async function setHandsOff(dataDir: string, asset: string, reason: string): Promise<void> {
  const folder = handsOffFolder(dataDir);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, assetIdSchema.parse(asset)), `${reason}\n`);
}

/** Ends the hands-off of an asset; false where there was none. */
export async function endHandsOff(dataDir: string, asset: string): Promise<boolean> {
  const listed = await listHandsOff(dataDir);
  await rm(join(handsOffFolder(dataDir), assetIdSchema.parse(asset)), { force: true });
  return listed.has(asset);
}

/** Assets under hands-off, with the reason their file gives. */
export async function listHandsOff(dataDir: string): Promise<Map<string, string>> {
  const folder = handsOffFolder(dataDir);
  const listed = new Map<string, string>();
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return listed;
    throw error;
  }
  for (const name of names) {
    if (!assetIdSchema.safeParse(name).success) continue;
    listed.set(name, await reasonIn(join(folder, name)));
  }
  return listed;
}

async function reasonIn(file: string): Promise<string> {
  const fallback = 'a hands-off file is there';
  try {
    return (await readFile(file, 'utf8')).slice(0, 1000).trim() || fallback;
  } catch {
    // The file's being there is what counts; one that cannot be read still means hands off.
    return fallback;
  }
}

/** Tells which assets are under hands-off, at the start and whenever the folder changes. */
export class HandsOffWatch {
  readonly #dataDir: string;
  readonly #onList: (listed: ReadonlyMap<string, string>) => void;
  readonly #onError: (error: unknown) => void;
  #watcher: FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;
  #reading: Promise<void> = Promise.resolve();

  constructor(
    dataDir: string,
    onList: (listed: ReadonlyMap<string, string>) => void,
    onError: (error: unknown) => void,
  ) {
    this.#dataDir = dataDir;
    this.#onList = onList;
    this.#onError = onError;
  }

  /** Resolves when the first list has been told: nothing may be contacted before. */
  async start(): Promise<void> {
    const folder = handsOffFolder(this.#dataDir);
    await mkdir(folder, { recursive: true });
    this.#watcher = watch(folder, { depth: 0, ignoreInitial: true })
      .on('all', () => this.#look())
      .on('error', error => this.#onError(error));
    // File events can be lost; whoever puts a hand into a machine must not depend on one.
    this.#timer = setInterval(() => this.#look(), 2000);
    this.#onList(await listHandsOff(this.#dataDir));
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#watcher?.close();
    this.#watcher = null;
    await this.#reading;
  }

  #look(): void {
    this.#reading = this.#reading
      .then(async () => this.#onList(await listHandsOff(this.#dataDir)))
      .catch(error => this.#onError(error));
  }
}

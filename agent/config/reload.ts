import { type FSWatcher, watch } from 'chokidar';
import { type LoadedConfig, loadConfig } from './load.ts';

export interface ReloadListeners {
  /** A changed file that holds; one that throws counts as refused. Awaited before the next one is looked at. */
  readonly loaded: (config: LoadedConfig) => Promise<void>;
  /** A changed file that does not: what was in force stays so. Must not throw. */
  readonly refused: (error: unknown) => Promise<void>;
}

/** Loads the configuration file again whenever it changes; one at a time, the newest last. */
export class ConfigReload {
  readonly #file: string;
  readonly #listeners: ReloadListeners;
  #watcher: FSWatcher | null = null;
  #loading: Promise<void> | null = null;
  #again = false;

  constructor(file: string, listeners: ReloadListeners) {
    this.#file = file;
    this.#listeners = listeners;
  }

  start(): void {
    this.#watcher = watch(this.#file, {
      ignoreInitial: true,
      // Editors write in steps or put another file in its place.
      awaitWriteFinish: { stabilityThreshold: 150, pollInterval: 50 },
      atomic: true,
    });
    this.#watcher.on('add', () => this.reload());
    this.#watcher.on('change', () => this.reload());
    this.#watcher.on('error', error => void this.#listeners.refused(error));
  }

  async stop(): Promise<void> {
    await this.#watcher?.close();
    this.#watcher = null;
    await this.#loading;
  }

  /** Loads the file now, as if it had changed. */
  reload(): void {
    if (this.#loading !== null) {
      this.#again = true;
      return;
    }
    this.#loading = this.#load().finally(() => {
      this.#loading = null;
      if (!this.#again) return;
      this.#again = false;
      this.reload();
    });
  }

  async #load(): Promise<void> {
    try {
      await this.#listeners.loaded(await loadConfig(this.#file));
    } catch (error) {
      await this.#listeners.refused(error);
    }
  }
}

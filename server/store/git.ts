import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { WitnessError } from '@witnessmark/shared/errors';
import { simpleGit } from 'simple-git';

/** Marks every git this store starts, also their children: how a later start finds those that outlived a kill. */
export const storeMark = 'WITNESSMARK_STORE';

/** git went silent for this long: the disk hangs, or worse. */
const silentMs = 10 * 60_000;

/**
 * In command scope, where no file of a repository overrides it. `core.fsync` covers packs, objects and
 * refs, which git leaves to the page cache by default; `unpackLimit` keeps a small batch one pack
 * instead of a loose file an object. Nothing runs by itself, no hook, no background repacking.
 */
const settings = [
  'core.fsync=all',
  'core.fsyncMethod=fsync',
  'core.hooksPath=/dev/null',
  'core.logAllRefUpdates=false',
  'core.quotePath=false',
  'core.autocrlf=false',
  'fastimport.unpackLimit=0',
  'fetch.unpackLimit=1',
  'fetch.fsckObjects=true',
  'transfer.advertiseSID=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'pack.threads=1',
] as const;

/** A git that ended badly. `exitCode` is null where a signal ended it. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Ended by us because it took too long. */
  readonly timedOut: boolean;

  constructor(command: string, exitCode: number | null, stdout: string, stderr: string, timedOut = false) {
    super(`git ${command} ended with ${exitCode ?? 'a signal'}: ${stderr.slice(0, 500)}`);
    this.exitCode = exitCode;
    this.stdout = stdout;
    this.stderr = stderr;
    this.timedOut = timedOut;
  }
}

/** Runs git for one store: explicit repository, small environment, no configuration but ours. */
export class Git {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /**
   * Runs one command to its end and gives its standard output as UTF-8. Rejects with a GitFailure; a
   * signal counts as failure too (simple-git alone takes a silent death for success). A command that
   * prints nothing costs simple-git 50 ms more.
   */
  run(repository: string, args: readonly string[], input?: Buffer): Promise<string> {
    const environment = this.#environment(repository);
    // simple-git wraps what `errors` gives into its own error and keeps only the text.
    let failure: GitFailure | undefined;
    const git = simpleGit({
      baseDir: this.#dir,
      allowEnvironment: Object.keys(environment),
      unsafe: { allowUnsafeConfigPaths: true, allowUnsafeHooksPath: true },
      config: [...settings, `safe.directory=${repository}`],
      completion: { onClose: true, onExit: false },
      timeout: { block: silentMs },
      ...(input === undefined ? {} : { input: () => input }),
      errors: (error, { exitCode, stdOut, stdErr }) => {
        if (exitCode === 0 && !(error instanceof Error)) return undefined;
        const said = Buffer.concat(stdErr).toString('utf8') || (error instanceof Error ? error.message : '');
        failure = new GitFailure(args[0] ?? '', exitCode, Buffer.concat(stdOut).toString('utf8'), said);
        return failure;
      },
    }).env(environment);
    return new Promise((resolve, reject) => {
      git.raw([...args]).then(resolve, (error: unknown) => {
        reject(failure ?? new GitFailure(args[0] ?? '', null, '', String(error)));
      });
    });
  }

  /** Starts a command that talks over its streams; the caller ends it. */
  start(repository: string, args: readonly string[], protocol?: string): ChildProcessWithoutNullStreams {
    const config = [...settings, `safe.directory=${repository}`].flatMap(setting => ['-c', setting]);
    return spawn('git', [...config, ...args], {
      cwd: this.#dir,
      env: {
        ...this.#environment(repository),
        ...(protocol === undefined ? {} : { GIT_PROTOCOL: protocol }),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }

  // GIT_DIR is explicit so that a broken repository is never passed over for one in a folder above.
  #environment(repository: string): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      HOME: this.#dir,
      LC_ALL: 'C',
      TZ: 'UTC',
      GIT_DIR: repository,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_LITERAL_PATHSPECS: '1',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_OPTIONAL_LOCKS: '0',
      [storeMark]: this.#dir,
    };
  }
}

/**
 * An older git knows no `core.fsync`, ignores it and leaves acknowledged commits to the page cache, so it
 * is refused: `store.git-missing`.
 */
export async function requireGit(git: Git, dir: string): Promise<void> {
  const said = await git.run(dir, ['version']).catch((error: unknown) => {
    throw explainFailure(dir, error);
  });
  const [, major = '0', minor = '0'] = /^git version (\d+)\.(\d+)/.exec(said) ?? [];
  if (Number(major) * 1000 + Number(minor) < 2039) {
    throw new WitnessError('store.git-missing', dir, `found ${said.trim()}`);
  }
}

/** What a failed git means for the asset it worked on. */
export function explainFailure(asset: string, error: unknown): Error {
  if (!(error instanceof GitFailure)) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      return new WitnessError('store.disk-full', asset, undefined, { cause: error });
    }
    return error instanceof Error ? error : new Error(String(error));
  }
  const said = error.stderr.trim().slice(0, 1000);
  if (/\bENOENT\b/.test(said)) return new WitnessError('store.git-missing', asset, said, { cause: error });
  if (/No space left on device|Disk quota exceeded/.test(said)) {
    return new WitnessError('store.disk-full', asset, undefined, { cause: error });
  }
  if (error.timedOut || /block timeout reached/.test(said)) {
    return new WitnessError('store.timed-out', asset, said || error.message, { cause: error });
  }
  if (damage.test(said)) return new WitnessError('store.damaged', asset, said, { cause: error });
  return new WitnessError('store.git-failed', asset, said || error.message, { cause: error });
}

const damage =
  /unable to read|is corrupt|could not read|inflate|bad sha1|hash mismatch|not a git repository|loose object|missing (blob|tree|commit)|invalid sha1 pointer|packfile .* (cannot|does not)|bad tree object|index file .* (corrupt|too small)/i;

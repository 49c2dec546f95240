import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';

const run = promisify(execFile);
const most = 256 * 1024 * 1024;

export interface PlainCommit {
  readonly id: string;
  readonly parents: readonly string[];
  /** The `Fact:` trailer; empty where there is none. */
  readonly fact: string;
}

/** An asset's history as an engineer with git alone sees it. */
export class PlainGit {
  readonly dataDir: string;
  readonly dir: string;

  constructor(dataDir: string, asset: string) {
    this.dataDir = dataDir;
    this.dir = join(dataDir, 'store', `${asset}.git`);
  }

  async run(...args: readonly string[]): Promise<string> {
    return (await run('git', ['--git-dir', this.dir, ...args], { maxBuffer: most })).stdout;
  }

  /** `main`, oldest first. */
  async commits(): Promise<PlainCommit[]> {
    const format = '--format=%H%x09%P%x09%(trailers:key=Fact,valueonly,separator=%x2C)';
    const text = await this.run('log', '--reverse', '--topo-order', format, 'main');
    return text
      .split('\n')
      .filter(line => line !== '')
      .map(line => {
        const [id = '', parents = '', fact = ''] = line.split('\t');
        return { id, parents: parents.split(' ').filter(parent => parent !== ''), fact };
      });
  }

  /** The contents of `<commit>:<path>`, in the order asked for; null where the commit has no such file. */
  async contents(names: readonly string[]): Promise<(string | null)[]> {
    const git = spawn('git', ['--git-dir', this.dir, 'cat-file', '--batch'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    // A git that ends early answers too little, which is told below.
    git.stdin.on('error', () => undefined);
    const answered = buffer(git.stdout);
    git.stdin.end(names.map(name => `${name}\n`).join(''));
    const bytes = await answered;
    const found: (string | null)[] = [];
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(0x0a, at);
      const head = bytes.toString('utf8', at, end);
      at = end + 1;
      const size = /^[0-9a-f]{40} blob (\d+)$/.exec(head)?.[1];
      if (size === undefined) {
        found.push(null);
        continue;
      }
      found.push(bytes.toString('utf8', at, at + Number(size)));
      at += Number(size) + 1;
    }
    if (found.length !== names.length) throw new Error(`git answered ${found.length} of ${names.length}`);
    return found;
  }
}

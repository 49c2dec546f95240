import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** What `strace` is asked for: everything that makes bytes or names durable, or sends them away. */
const calls =
  'fsync,fdatasync,rename,renameat,renameat2,link,linkat,write,writev,pwrite64,pwritev,sendto,sendmsg';

/** True where processes can be traced here. Throws instead of telling no where `required`. */
export function canTrace(required: boolean): boolean {
  try {
    execFileSync('strace', ['-D', '-f', '-o', '/dev/null', 'true'], { stdio: 'pipe' });
    return true;
  } catch (error) {
    if (required) throw error;
    console.warn('SKIPPED: strace cannot be run here, so the order of syncs is not proven:', String(error));
    return false;
  }
}

/** Runs a program under `strace` in the program's own process id; descriptors are told with path and address. */
export function tracedInto(file: string): readonly string[] {
  return ['strace', '-D', '-f', '-yy', '-s', '200', '-e', `trace=${calls}`, '-o', file];
}

/**
 * Calls that succeeded, in the order they ended, as strace writes them: `name(arguments) = result`. A call
 * that another thread interrupted stands in two lines, which are joined here.
 */
export async function readTrace(file: string): Promise<string[]> {
  const begun = new Map<string, string>();
  const ended: string[] = [];
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const [, pid = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(rest);
    if (unfinished?.[1] !== undefined) {
      begun.set(pid, unfinished[1]);
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const call = resumed ? `${begun.get(pid) ?? ''}${resumed[1]}` : rest;
    if (/^\w+\(/.test(call) && !/ = -1 E/.test(call)) ended.push(call);
  }
  return ended;
}

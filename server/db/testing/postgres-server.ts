import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** Debian's newest PostgreSQL, or null where none is installed. */
export function postgresPrograms(): string | null {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  for (const version of versions) {
    const bin = join(root, version, 'bin');
    if (existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres'))) return bin;
  }
  return null;
}

/** A PostgreSQL server of the test's own: temporary folder, socket only, gone afterwards. */
export interface PostgresServer {
  /** Creates an empty database and gives its address. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

export async function startPostgres(bin: string): Promise<PostgresServer> {
  const dir = mkdtempSync(join(tmpdir(), 'witnessmark-pg-'));
  const as = account(dir);
  const data = join(dir, 'data');
  run(as, join(bin, 'initdb'), [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '-N',
  ]);
  const arguments_ = [
    '-D',
    data,
    '-k',
    dir,
    '-c',
    'listen_addresses=',
    '-c',
    'fsync=off',
    '-c',
    'max_connections=60',
  ];
  const [program, ...rest] = [...as, join(bin, 'postgres'), ...arguments_];
  const child = spawn(program ?? '', rest, { stdio: 'ignore', cwd: dir });
  const address = (name: string) => `postgres://postgres@/${name}?host=${encodeURIComponent(dir)}`;
  await untilReady(child, address('postgres'));
  let count = 0;
  return {
    database: async () => {
      const name = `test_${++count}`;
      const client = new pg.Client({ connectionString: address('postgres') });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return address(name);
    },
    stop: async () => {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGINT');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

// PostgreSQL refuses to run as root.
function account(dir: string): string[] {
  if (process.getuid?.() !== 0) return [];
  const nobody = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
  chownSync(dir, nobody, nobody);
  chmodSync(dir, 0o700);
  return ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
}

function run(as: readonly string[], program: string, parameters: readonly string[]): void {
  const [first, ...rest] = [...as, program, ...parameters];
  execFileSync(first ?? program, rest, { stdio: 'pipe', cwd: '/' });
}

async function untilReady(child: ChildProcess, address: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const client = new pg.Client({ connectionString: address });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}

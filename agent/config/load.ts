import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { LineCounter, parseDocument } from 'yaml';
import { lineAt, type Problem, problemsOf, shownPath } from './problems.ts';
import { type AgentConfig, agentConfigSchema } from './schema.ts';
import { InlineSecret, inlineSecret, resolveSecrets } from './secrets.ts';

/** A configuration as loaded, with the places its paths are relative to. */
export interface LoadedConfig {
  readonly file: string;
  /** Folder of the file: where relative paths start from. */
  readonly baseDir: string;
  /** Absolute. */
  readonly dataDir: string;
  readonly config: AgentConfig;
}

const fileBytes = 8 * 1024 * 1024;
const mostProblems = 20;

/**
 * Loads and checks a configuration file. Throws `config.unreadable`, `config.invalid` (file, and per problem
 * its line, path and what was expected), `config.secret-inline`, `config.secret-missing` and
 * `config.secret-exposed`. No message repeats a value of the file.
 */
export async function loadConfig(
  file: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<LoadedConfig> {
  const absolute = resolve(file);
  const baseDir = dirname(absolute);
  const config = await parseConfig(await readBounded(absolute), absolute, env);
  return { file: absolute, baseDir, dataDir: resolve(baseDir, config.dataDir), config };
}

async function parseConfig(
  text: string,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<AgentConfig> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const flaws = [...document.errors, ...document.warnings];
  if (flaws.length > 0) {
    throw invalid(
      file,
      flaws.map(flaw => ({ line: lines.linePos(flaw.pos[0]).line, path: '', says: `YAML: ${flaw.code}` })),
    );
  }
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw invalid(file, [{ line: 1, path: '', says: `YAML: ${String(cause)}` }]);
  }
  let resolved: unknown;
  try {
    resolved = await resolveSecrets(plain, dirname(file), env);
  } catch (error) {
    if (!(error instanceof InlineSecret)) throw error;
    throw inlineSecret(file, lineAt(document, lines, error.path), shownPath(error.path));
  }
  const parsed = agentConfigSchema.safeParse(resolved);
  if (parsed.success) return parsed.data;
  throw invalid(file, problemsOf(parsed.error.issues, document, lines));
}

function invalid(file: string, problems: readonly Problem[]): WitnessError {
  const shown = problems
    .slice(0, mostProblems)
    .map(({ line, path, says }) => `line ${line}${path === '' ? '' : `, ${path}`}: ${says}`);
  if (problems.length > mostProblems) shown.push(`and ${problems.length - mostProblems} more`);
  return new WitnessError('config.invalid', file, shown.join('; '));
}

async function readBounded(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > fileBytes)
        throw new WitnessError('config.unreadable', file, `larger than ${fileBytes} bytes`);
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof WitnessError) throw error;
    throw new WitnessError('config.unreadable', file, (error as NodeJS.ErrnoException).code, {
      cause: error,
    });
  }
}

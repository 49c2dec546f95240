import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { WitnessError } from '../errors/index.ts';

const textBytes = 4 * 1024 * 1024;
const problemsShown = 20;

/**
 * Reads a YAML configuration against its schema. Throws `config.invalid` on `file`; its detail holds one
 * line a problem: `line 7, agents.listen: expected …`. Duplicate keys and runaway aliases are refused.
 */
export function parseConfiguration<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
): z.infer<Schema> {
  if (text.length > textBytes)
    throw new WitnessError('config.invalid', file, `larger than ${textBytes} bytes`);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    strict: true,
  });
  if (document.errors.length > 0) {
    throw new WitnessError(
      'config.invalid',
      file,
      joined(document.errors.map(e => `line ${lines.linePos(e.pos[0]).line}: ${e.message}`)),
    );
  }
  const result = schema.safeParse(content() ?? {});
  if (result.success) return result.data;
  const problems = result.error.issues
    .flatMap(issue => spread(issue))
    .map(issue => {
      const line = lineOf(issue.path);
      return `line ${line}, ${issue.path.map(String).join('.') || 'the whole file'}: ${issue.message}`;
    });
  throw new WitnessError('config.invalid', file, joined(problems));

  function content(): unknown {
    try {
      return document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      throw new WitnessError('config.invalid', file, error instanceof Error ? error.message : String(error), {
        cause: error,
      });
    }
  }

  /** Line of the value at `path`, or of the nearest enclosing one that exists. */
  function lineOf(path: readonly PropertyKey[]): number {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  }
}

interface Found {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** An unknown key is a problem of that key, not of the mapping that holds it. */
function spread(issue: z.core.$ZodIssue): Found[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  return issue.keys.map(key => ({ path: [...issue.path, key], message: 'no such setting' }));
}

function joined(problems: readonly string[]): string {
  const more = problems.length - problemsShown;
  return [...problems.slice(0, problemsShown), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

import { createInterface } from 'node:readline/promises';
import { CommandEnd, exit } from './exit.ts';

/** Asks on the terminal; a hidden answer is not echoed. Throws CommandEnd where there is none to ask on. */
export async function ask(question: string, hidden: boolean): Promise<string> {
  if (!process.stdin.isTTY)
    throw new CommandEnd(
      exit.usage,
      `There is no terminal to ask on: ${question.trim()} Give it as an option.`,
    );
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: true });
  if (hidden) {
    process.stderr.write(question);
    // readline writes what is typed by this method alone; a hidden answer writes nothing.
    Object.assign(lines, { _writeToOutput: () => undefined });
  }
  try {
    return await lines.question(hidden ? '' : question);
  } finally {
    lines.close();
    if (hidden) process.stderr.write('\n');
  }
}

/** What a fresh proof is made with, asked for on the terminal. */
export async function askProof(by: 'code' | 'password'): Promise<{ code: string } | { password: string }> {
  if (!process.stdin.isTTY)
    throw new CommandEnd(
      exit.usage,
      'This needs a fresh proof of who you are, and there is no terminal to ask for it on: run it in one.',
    );
  process.stderr.write('This needs a fresh proof of who you are.\n');
  return by === 'code'
    ? { code: await ask('Code of the second factor: ', false) }
    : { password: await ask('Password: ', true) };
}

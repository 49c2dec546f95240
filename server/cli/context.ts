import { meSchema } from '@witnessmark/shared/api';
import type { Command } from 'commander';
import { askProof } from './ask.ts';
import { ApiClient } from './client.ts';
import { type Paint, paintFor, printable } from './paint.ts';
import { readProfile } from './profile.ts';

/** What every command that asks a server works with. */
export interface Remote {
  readonly client: ApiClient;
  readonly timeZone: string;
  readonly paint: Paint;
  /** Machines want JSON: one document on standard output. */
  readonly json: boolean;
  readonly print: (text: string) => void;
}

/** Runs `work` against the logged-in server and closes the connection whatever happens. */
export async function withServer<Result>(
  command: Command,
  work: (remote: Remote) => Promise<Result>,
): Promise<Result> {
  const client = new ApiClient(await readProfile(process.env), askProof);
  try {
    const { site } = await client.get('/api/v1/me', meSchema);
    const json = command.optsWithGlobals()['json'] === true;
    return await work({
      client,
      timeZone: site.timeZone,
      paint: paintFor(process.stdout, process.env),
      json,
      // JSON itself leaves some of what a terminal obeys as it is; escaped, it is the same document.
      print: text => process.stdout.write(`${json ? printable(text) : text}\n`),
    });
  } finally {
    await client.close();
  }
}

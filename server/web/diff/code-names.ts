import type { Code } from './code.ts';

type Network = Code['networks'][number];

/** Names of a network that its changes tell, so that its listing can link them. */
export function namesOfNetwork({ marks }: Network, changes: Code['changes']): string[] {
  return marks.flatMap(({ change }) => changes[change]?.names ?? []);
}

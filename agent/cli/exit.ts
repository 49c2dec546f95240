/** Exit codes of the command line, the same for every command. */
export const exit = {
  /** Done, found, or holds. */
  ok: 0,
  /** Something does not hold, or the agent does not run. */
  fails: 1,
  /** The command's own words are wrong, or what it names does not exist. */
  usage: 2,
  /** The server or the device cannot be reached. */
  unreachable: 3,
} as const;

/** Reads the exit code off an error's code. */
export function exitCodeOf(code: string): number {
  if (/\.(?:unreachable|no-route|refused|timed-out|link-lost)$/.test(code)) return exit.unreachable;
  if (/^(?:config|items)\.|\.(?:token-invalid|already-joined|rule-invalid)$/.test(code)) return exit.usage;
  return exit.fails;
}

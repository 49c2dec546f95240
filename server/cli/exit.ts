/** Exit codes of the command line, the same for every command. */
export const exit = {
  /** Found, or holds. */
  ok: 0,
  /** Something differs, or does not hold. */
  differs: 1,
  /** The command's own words are wrong, or what it names does not exist. */
  usage: 2,
  /** The server cannot be reached, or does not let us in. */
  unreachable: 3,
} as const;

/** Ends the command with this code after its message was printed on standard error. */
export class CommandEnd extends Error {
  override readonly name = 'CommandEnd';
  readonly code: number;

  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

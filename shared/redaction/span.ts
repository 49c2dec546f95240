/** A secret in a text: UTF-16 offsets of the secret alone, without quotes, tags or the name before it. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  readonly sort: 'private-key' | 'password' | 'credentials';
}

/** Longest secret looked for, in characters; a longer one ends here, and the next search begins behind it. */
export const secretLength = 64 * 1024;

/** What stands where a secret stood; in XML with its brackets as entities. */
export const withheldMark = /^(?:<|&lt;)withheld hmac:/;

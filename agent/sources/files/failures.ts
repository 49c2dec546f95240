/** What an error of the file system means for one file. */
export type FileFailure =
  | { readonly is: 'gone' }
  | { readonly is: 'unreadable'; readonly reason: string }
  /** Not this file's: the share or the machine failed. */
  | { readonly is: 'folder' };

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'access denied',
  EPERM: 'access denied',
  EBUSY: 'locked by another program',
  ELOOP: 'a link that is not followed',
  EISDIR: 'no longer a file',
  ENXIO: 'not a regular file',
  ENAMETOOLONG: 'its path is longer than the system allows',
};

export function fileFailure(error: unknown): FileFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { is: 'gone' };
  const reason = reasons[code];
  return reason === undefined ? { is: 'folder' } : { is: 'unreadable', reason: `${reason} (${code})` };
}

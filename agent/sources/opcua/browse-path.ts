/** One browse name with its namespace as a URI; indexes shift when a server's model changes. */
export interface BrowseName {
  readonly uri: string;
  readonly name: string;
}

export const uaNamespace = 'http://opcfoundation.org/UA/';
export const diNamespace = 'http://opcfoundation.org/UA/DI/';

/**
 * A name as one segment of a path: `/` is `%2F`, `%` is `%25`, so that a path splits in one way only; a name
 * of one or two dots has them as `%2E`, the empty name is `%`, so that a glob's star matches every name; NUL, which
 * globs cannot hold, is `%00`.
 */
export function plainSegment(name: string): string {
  if (name === '') return '%';
  if (name === '.' || name === '..') return name.replaceAll('.', '%2E');
  return name.replaceAll('%', '%25').replaceAll('/', '%2F').replaceAll('\0', '%00');
}

/** As `plainSegment`, with `nsu=<namespace URI>;` in front for names outside namespace 0. */
export function qualifiedSegment({ uri, name }: BrowseName): string {
  if (uri === uaNamespace) return plainSegment(name);
  return `nsu=${plainSegment(uri).replaceAll(';', '%3B')};${plainSegment(name)}`;
}

/** The name a plain segment stands for; of several segments, their names with slashes between. */
export function plainName(segments: string): string {
  if (segments === '%') return '';
  return segments
    .replaceAll('%2F', '/')
    .replaceAll('%2E', '.')
    .replaceAll('%00', '\0')
    .replaceAll('%25', '%');
}

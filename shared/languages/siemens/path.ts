/** What stands behind the last point of a path, in small letters. */
export function endingOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}

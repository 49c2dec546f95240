/** SQLite's primary result codes stand in the low byte of `errcode` (sqlite.org/rescode.html). */
export function isErrorOfCode(error: unknown, primary: number): boolean {
  return (
    error instanceof Error &&
    'errcode' in error &&
    typeof error.errcode === 'number' &&
    (error.errcode & 0xff) === primary
  );
}

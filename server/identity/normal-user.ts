/** How a user name is compared: case and Unicode form do not tell two people apart. */
export function normalUser(user: string): string {
  return user.normalize('NFKC').toLowerCase();
}

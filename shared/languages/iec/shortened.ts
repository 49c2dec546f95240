/**
 * A text that is too long to be kept, by its beginning and by a sum of the whole, so that any change to it is seen.
 * The sum is FNV-1a of 32 bits: it tells two versions apart, and proves nothing.
 */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return `${text.slice(0, longest)}… ${text.length} characters, sum ${(sum >>> 0).toString(16)}`;
}

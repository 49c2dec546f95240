import { codeLimits } from './schema.ts';

/** Cuts what is too long to show, never leaving half a surrogate pair. */
export function clip(text: string, length: number = codeLimits.shown): string {
  return text.length > length ? `${text.slice(0, length).toWellFormed()}…` : text;
}

export function clipOrNull(text: string | null): string | null {
  return text === null ? null : clip(text);
}

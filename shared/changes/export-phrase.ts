import { itemName, name, plain } from './words.ts';

/** How a request for an export of a program stands that cannot be read from its device. */
export interface ToldExport {
  readonly state: 'open' | 'passed' | 'attached' | 'proven';
  readonly checksum: string;
  readonly export: { readonly path: string } | null;
  /** The last export that came and says it is of another program. */
  readonly other: { readonly checksum: string } | null;
}

/** One plain sentence, as the page and the command line show it. */
export function exportPhrase(told: ToldExport, asset: string): string {
  const checksum = plain(told.checksum);
  const file = told.export === null ? 'an export' : name(itemName(told.export.path));
  switch (told.state) {
    case 'open': {
      const other =
        told.other === null
          ? ''
          : ` The export that came carries checksum ${plain(told.other.checksum)}: it is of another program.`;
      return `An export of the program with checksum ${checksum} is wanted for ${plain(asset)}.${other}`;
    }
    case 'passed':
      return `No export of the program with checksum ${checksum} came before it changed again.`;
    case 'attached':
      return `The export ${file} came after this change; match not proven.`;
    case 'proven':
      return `The export ${file} is this program: proven by checksum ${checksum}.`;
  }
}

import { decodeText } from '../../encoding/index.ts';
import { readerOf } from '../files.ts';
import { artefact, artefactsAreThere } from '../iec/testing/index.ts';
import type { Language, Parsed, Source } from '../model/index.ts';
import { type Outcome, outcome } from './outcome.ts';
import { altered, type Place, replaced, textPlaces, xmlPlaces } from './place.ts';
import type { Proof } from './proof.ts';
import { proofs } from './proofs/index.ts';

/** A file that a language is tried with. */
export interface Specimen {
  readonly language: Language;
  readonly proof: Proof;
  readonly path: string;
  readonly text: string;
  readonly source: Source;
  readonly read: (content: Uint8Array | string) => Parsed;
}

function specimen(language: Language, proof: Proof, path: string, text: string): Specimen {
  const reader = readerOf({ path, content: Buffer.from(text) });
  if (reader?.language !== language)
    throw new Error(`${path} is read as ${reader?.language ?? 'no language'}`);
  const read = (content: Uint8Array | string) => reader.parse(content, path);
  const source = read(text);
  if (source.state === 'refused') throw new Error(`${path}: ${source.says}`);
  return { language, proof, path, text, source, read };
}

/** The files made for a form, and the recorded ones where they are there. */
export function specimens(language: Language, proof: Proof): Specimen[] {
  const recorded = artefactsAreThere ? proof.files : [];
  return [
    ...proof.made.map(({ path, text }) => specimen(language, proof, path, text)),
    ...recorded.map(path => specimen(language, proof, path, decodeText(artefact(path)).text)),
  ];
}

/** Every form of every language. */
export const forms: readonly { readonly language: Language; readonly proof: Proof }[] = (
  Object.keys(proofs) as Language[]
).flatMap(language => proofs[language].map(proof => ({ language, proof })));

/** Places by their sort, so that what is rare is tried as often as what there is much of. */
export function placesBySort({ text, proof }: Specimen): Map<string, Place[]> {
  const sorts = new Map<string, Place[]>();
  for (const place of proof.isXml ? xmlPlaces(text) : textPlaces(text)) {
    const known = sorts.get(place.sort);
    if (known === undefined) sorts.set(place.sort, [place]);
    else known.push(place);
  }
  return sorts;
}

/** What is told of a file with one place of it altered, where that is not as it has to be; null where it is. */
export function lost(of: Specimen, place: Place, seed: number): string | null {
  const was = of.text.slice(place.from, place.to);
  const isSign = !of.proof.isXml && !/[\p{L}\p{N}]/u.test(was);
  const text = replaced(of.text, place, isSign ? '' : altered(was, seed));
  // What is no file of the language any more is compared as text.
  if (readerOf({ path: of.path, content: Buffer.from(text) })?.language !== of.language) return null;
  const told = outcome(of.source, of.read(text));
  return isExplained(of, place, told)
    ? null
    : `${of.path}: ${place.sort} at ${lineOf(of.text, place)} «${was.slice(0, 60)}» altered is told as ${told.told === 'noise' ? told.rules.join(', ') : told.told}`;
}

function isExplained({ proof, text }: Specimen, place: Place, told: Outcome): boolean {
  if (told.told === 'difference' || told.told === 'refused') return true;
  const line = `${place.sort}\t${lineOf(text, place)}`;
  const reasons = proof.meaningless
    .filter(({ at }) => at.test(line) || (proof.isXml && at.test(place.sort)))
    .map(({ rule }) => rule);
  return told.told === 'nothing' ? reasons.includes(null) : told.rules.every(rule => reasons.includes(rule));
}

function lineOf(text: string, { from }: Place): string {
  const end = text.indexOf('\n', from);
  return text.slice(text.lastIndexOf('\n', from - 1) + 1, end < 0 ? text.length : end).trimEnd();
}

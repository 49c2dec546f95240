import { childrenNamed, textOf, writeXml, type XmlElement } from '../../xml/index.ts';
import type { Findings } from '../iec/index.ts';
import type { Attribute } from '../model/index.ts';

export function attribute(element: XmlElement | undefined, name: string): string {
  return element?.attributes.get(name) ?? '';
}

/** The elements directly in one; none of a missing one. */
export function elements(element: XmlElement | undefined): XmlElement[] {
  return (element?.children ?? []).filter((child): child is XmlElement => typeof child !== 'string');
}

/** The comments directly in an element; null where there is none. */
export function commentOf(element: XmlElement): string | null {
  const text = childrenNamed(element, 'comment')
    .map(comment => textOf(comment).trim())
    .filter(comment => comment !== '')
    .join('\n');
  return text === '' ? null : text;
}

/** A count or a coordinate as it is written; `otherwise` where it is none. */
export function numberOf(element: XmlElement | undefined, name: string, otherwise = 0): number {
  const text = attribute(element, name);
  const value = Number(text);
  return text === '' || !Number.isFinite(value) ? otherwise : value;
}

/** Kept one by one; beyond it they are counted. */
const noises = 50_000;

export function leaveOut({ noise }: Findings, rule: string, text: string, line: number): void {
  const last = noise.at(-1);
  if (noise.length < noises) noise.push({ rule, text: text.slice(0, 1_000), line });
  else if (last?.rule !== 'beyond-limit') noise[noises - 1] = { rule: 'beyond-limit', text: '2 more', line };
  else noise[noises - 1] = { ...last, text: `${Number.parseInt(last.text, 10) + 1} more` };
}

/** Parts that are kept one by one; what is beyond stands in the last of them. */
const unknowns = 2_000;

/** Keeps a part that nothing here reads, whole. */
export function keep(findings: Findings, where: readonly string[], part: XmlElement): void {
  const { unknown } = findings;
  const text = writeXml(part);
  const last = unknown.at(-1);
  if (unknown.length < unknowns || last === undefined) unknown.push({ where, text, line: part.line });
  else unknown[unknowns - 1] = { ...last, text: `${last.text}\n${text}` };
}

/** Everything in a part as names and values: `bandwith animation` is `70`. */
export function flat(part: XmlElement, outer = ''): Attribute[] {
  const path = `${outer}${part.name}`;
  const found: Attribute[] = [...part.attributes].map(([name, value]) => ({
    name: `${path} ${name}`,
    value,
  }));
  const text = textOf(part).trim();
  if (text !== '') found.push({ name: path, value: text });
  for (const inner of elements(part)) for (const each of flat(inner, `${path}/`)) found.push(each);
  return found;
}

import { childNamed, type XmlElement } from '../../xml/index.ts';
import type { Findings } from '../iec/index.ts';
import type { Attribute } from '../model/index.ts';
import { attribute, elements, flat } from './element.ts';
import { noise } from './noise.ts';

/** Parts that are not read anywhere else: noise where a rule says so, else attributes by their paths. */
export function restOf(xml: XmlElement, read: ReadonlySet<string>, findings: Findings): Attribute[] {
  const dependencies = childNamed(xml, 'Dependencies');
  for (const each of elements(dependencies))
    noise(findings.noise, 'dependencies', `${attribute(each, 'Type')} ${attribute(each, 'Name')}`, each.line);
  return elements(xml)
    .filter(part => !read.has(part.name) && part !== dependencies)
    .flatMap(part => {
      if (part.name !== 'SignatureHistory') return flat(part);
      for (const entry of elements(part))
        noise(findings.noise, 'edit-record', [...entry.attributes.values()].join(' '), entry.line);
      return [];
    });
}

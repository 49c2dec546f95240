import { childNamed, childrenNamed, textOf, type XmlElement } from '../../xml/index.ts';
import { siemensLimits } from '../siemens/index.ts';
import { isPeriphery, operandOf } from './access.ts';
import { elementsOf, languageText } from './elements.ts';

/**
 * The text that a `StructuredText` writes element by element, as its author wrote it: what an external source would
 * hold, to be read by the same grammar.
 */
export function sclText(element: XmlElement): string {
  const out: string[] = [];
  write(element, out, 0);
  return out.join('');
}

function write(element: XmlElement, out: string[], depth: number): void {
  if (depth > siemensLimits.depth) return;
  for (const child of elementsOf(element)) writeOne(child, out, depth);
}

function writeOne(element: XmlElement, out: string[], depth: number): void {
  const times = Math.min(Math.max(Number(element.attributes.get('Num') ?? '1') || 1, 1), 200);
  switch (element.name) {
    case 'Token':
      out.push(element.attributes.get('Text') ?? '');
      return;
    case 'Blank':
      out.push(' '.repeat(times));
      return;
    case 'NewLine':
      out.push('\n'.repeat(times));
      return;
    case 'Text':
      out.push(textOf(element));
      return;
    case 'LineComment':
      // What follows stands behind a `NewLine`.
      out.push(`//${commentOf(element)}`);
      return;
    case 'Comment':
      out.push(`(*${commentOf(element).replaceAll('*)', '* )')}*)`);
      return;
    case 'Access':
      writeAccess(element, out, depth);
      return;
    case 'Parameter':
      out.push(nameText(element.attributes.get('Name') ?? ''));
      write(element, out, depth + 1);
      return;
    case 'Instruction':
    case 'CallInfo':
      out.push(calleeText(element));
      write(element, out, depth + 1);
      return;
    case 'Instance':
    case 'IntegerAttribute':
    case 'BooleanAttribute':
    case 'StringAttribute':
    case 'TemplateValue':
      return;
    default:
      write(element, out, depth + 1);
  }
}

function writeAccess(access: XmlElement, out: string[], depth: number): void {
  const symbol = childNamed(access, 'Symbol');
  const isLocal = (access.attributes.get('Scope') ?? '').startsWith('Local');
  if (symbol !== undefined) writeSymbol(symbol, isLocal, out, depth + 1);
  else if (['Constant', 'Address', 'Label'].some(name => childNamed(access, name) !== undefined)) {
    const constant = childNamed(access, 'Constant');
    const name = constant?.attributes.get('Name');
    out.push(name === undefined ? operandOf(access).text : `${isLocal ? '#' : ''}${quoted(name)}`);
  } else write(access, out, depth + 1);
}

/** Components and what stands between them, points and indices, as they are written. */
function writeSymbol(symbol: XmlElement, isLocal: boolean, out: string[], depth: number): void {
  if (depth > siemensLimits.depth) return;
  let isFirst = true;
  let separated = true;
  for (const child of elementsOf(symbol)) {
    if (child.name !== 'Component') {
      separated = child.name === 'Token' && child.attributes.get('Text') === '.' ? true : separated;
      writeOne(child, out, depth);
      continue;
    }
    const name = child.attributes.get('Name') ?? '';
    if (!isFirst && !separated) out.push('.');
    out.push(isFirst ? (isLocal ? `#${nameText(name)}` : quoted(name)) : nameText(name));
    const inner: string[] = [];
    write(child, inner, depth + 1);
    const index = inner.join('');
    const modifier = child.attributes.get('AccessModifier');
    out.push(modifier === 'Array' && !index.trimStart().startsWith('[') ? `[${index}]` : index);
    const slice = child.attributes.get('SliceAccessModifier');
    if (slice !== undefined && slice !== 'undef') out.push(`.%${slice.toUpperCase()}`);
    isFirst = false;
    separated = false;
  }
  if (isPeriphery(symbol)) out.push(':P');
}

/** Before the brackets of a call: the instance, or the name of the block or instruction. */
function calleeText(call: XmlElement): string {
  const instance = childNamed(call, 'Instance');
  if (instance !== undefined) {
    const out: string[] = [];
    writeSymbol(instance, (instance.attributes.get('Scope') ?? '').startsWith('Local'), out, 0);
    return out.join('');
  }
  const name = call.attributes.get('Name') ?? '';
  if (call.name === 'CallInfo') return quoted(name);
  // The type an instruction is used with stands behind its name, as in a source: `LIMIT_REAL`.
  const types = childrenNamed(call, 'TemplateValue').filter(each => each.attributes.get('Type') === 'Type');
  return [name, ...types.map(each => textOf(each).trim().toUpperCase())].join('_');
}

function quoted(name: string): string {
  return `"${name}"`;
}

function nameText(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) || /^%/.test(name) ? name : quoted(name);
}

function commentOf(element: XmlElement): string {
  const texts = childrenNamed(element, 'Text').map(textOf);
  return texts.length > 0 ? texts.join('') : (languageText(element) ?? textOf(element));
}

import { childNamed, childrenNamed, type XmlElement } from '../../xml/index.ts';
import { stlStatements, type Written } from '../awl/index.ts';
import type { Statement } from '../model/index.ts';
import type { BodyContext } from '../siemens/index.ts';
import { operandOf } from './access.ts';
import { elementsOf, languageText } from './elements.ts';
import { sclText } from './structured-text.ts';

/** Operations as the export names them where that is not their mnemonic. */
const named: Readonly<Record<string, string>> = {
  ASSIGN: '=',
  RISE: 'FP',
  FALL: 'FN',
  BRACKET: ')',
  PULSE: 'SP',
  EXTEND: 'SE',
  ONDELAY: 'SD',
  RETENTIVE: 'SS',
  OFFDELAY: 'SF',
  FREE: 'FR',
  OPEN_DB: 'OPN',
  OPEN_DI: 'OPN',
  ADD: '+',
  ADDAR1: '+AR1',
  ADDAR2: '+AR2',
  CAC: 'TAK',
  RND_P: 'RND+',
  RND_M: 'RND-',
  SRSD: 'SSD',
  SRSW: 'SSI',
  XW: 'XOW',
  XD: 'XOD',
  JUN: 'JUO',
  MCR_BRACK: 'MCR(',
  BRACK_MCR: ')MCR',
  L_DBLG: 'L DBLG',
  L_DILG: 'L DILG',
  L_DBNO: 'L DBNO',
  L_DINO: 'L DINO',
  NOP_0: 'NOP 0',
  NOP_1: 'NOP 1',
  LAR1_AR2: 'LAR1 AR2',
  TAR1_AR2: 'TAR1 AR2',
  LAR1_ACCU1: 'LAR1',
  LAR2_ACCU1: 'LAR2',
  TAR1_ACCU1: 'TAR1',
  TAR2_ACCU1: 'TAR2',
};
const signs: Readonly<Record<string, string>> = {
  ADD: '+',
  SUB: '-',
  MUL: '*',
  DIV: '/',
  EQ: '==',
  NE: '<>',
  GT: '>',
  GE: '>=',
  LT: '<',
  LE: '<=',
};

/** The international mnemonic of an operation. Source: Siemens, TIA Portal Openness, schema of STL in SimaticML. */
function mnemonicOf(text: string): string {
  const upper = text.toUpperCase();
  const known = named[upper];
  if (known !== undefined) return known;
  const [, sign = '', type = ''] = /^(ADD|SUB|MUL|DIV|EQ|NE|GT|GE|LT|LE)_([IDR])$/.exec(upper) ?? [];
  const written = signs[sign];
  if (written !== undefined) return `${written}${type}`;
  return upper
    .replace(/_BRACK$/, '(')
    .replace(/^(NEG|INV)_([IDR])$/, '$1$2')
    .replace(/^MOD_D$/, 'MOD')
    .replace(/^ABS_R$/, 'ABS');
}

/** The statements of a `StatementList`, read by the grammar of sources. */
export function stlOf(list: XmlElement, context: BodyContext): Statement[] {
  const written: Written[] = [];
  for (const each of childrenNamed(list, 'StlStatement')) {
    const token = childNamed(each, 'StlToken')?.attributes.get('Text') ?? '';
    const comments = elementsOf(each)
      .filter(child => child.name === 'Comment' || child.name === 'LineComment')
      .map(child => languageText(child) ?? sclText(child).trim());
    const label = childNamed(childNamed(each, 'LabelDeclaration') ?? each, 'Label')?.attributes.get('Name');
    const isCode = token !== '' && !/^(?:COMMENT|EMPTY_LINE|PSEUDO)$/i.test(token);
    const operands = childrenNamed(each, 'Access').map(operandText);
    const text = isCode ? `${mnemonicOf(token)} ${operands.join(' ')}` : '';
    const comment = comments.filter(said => said !== '').join('\n');
    if (label === undefined && text === '' && comment === '') continue;
    written.push({
      text: `${label === undefined ? '' : `${label}: `}${text}`,
      comment: comment === '' ? null : comment,
      line: each.line,
    });
  }
  return stlStatements(written, 'international', context);
}

/** A call brings its parameters along, anything else is one operand. */
function operandText(access: XmlElement): string {
  const call = childNamed(access, 'CallInfo');
  if (call === undefined) return operandOf(access).text;
  const name = call.attributes.get('Name') ?? '';
  const instance = childNamed(call, 'Instance');
  const parameters = childrenNamed(call, 'Parameter').map(
    parameter => `${parameter.attributes.get('Name') ?? ''} := ${parameterText(parameter)}`,
  );
  const of = instance === undefined ? '' : `, ${operandOf(withSymbol(instance)).text}`;
  return `"${name}"${of} (${parameters.join(', ')})`;
}

/** An instance holds its components directly, where an access has a symbol around them. */
function withSymbol(instance: XmlElement): XmlElement {
  return { ...instance, children: [{ ...instance, name: 'Symbol' }] };
}

function parameterText(parameter: XmlElement): string {
  const access = childNamed(parameter, 'Access');
  return access === undefined ? '' : operandOf(access).text;
}

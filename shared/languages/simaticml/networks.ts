import { childNamed, childrenNamed, type XmlElement } from '../../xml/index.ts';
import type { Body, Network } from '../model/index.ts';
import { type BodyContext, circuitsOf, Lexer, sclStatements } from '../siemens/index.ts';
import { blocksOf } from './blocks.ts';
import { elementsOf, flat, multilingual, verbatim } from './elements.ts';
import { flgNet } from './flgnet.ts';
import { graphNetworks } from './graph.ts';
import { stlOf } from './statement-list.ts';
import { sclText } from './structured-text.ts';

/** The networks of a block, numbered as the tool numbers them. */
export function networksOf(block: XmlElement, context: BodyContext): Network[] {
  const list = childNamed(block, 'ObjectList');
  const units = list === undefined ? [] : childrenNamed(list, 'SW.Blocks.CompileUnit');
  return units.flatMap((unit, at) => networkOf(unit, String(at + 1), context));
}

function networkOf(unit: XmlElement, number: string, context: BodyContext): Network[] {
  const attributes = childNamed(unit, 'AttributeList');
  const source = attributes && childNamed(attributes, 'NetworkSource');
  const language = languageOf(attributes);
  const graph = source && childNamed(source, 'Graph');
  if (graph !== undefined)
    return graphNetworks(graph, context, (holder, of) => bodyOf(holder, of, context).body).map((each, at) =>
      at > 0
        ? each
        : {
            ...each,
            title: each.title ?? multilingual(unit, 'Title'),
            comment: each.comment ?? multilingual(unit, 'Comment'),
          },
    );
  const { body, said } = bodyOf(source, language, context);
  for (const object of elementsOf(childNamed(unit, 'ObjectList')))
    if (object.name !== 'MultilingualText')
      context.findings.keep(context.where, verbatim(object), object.line);
  return [
    {
      number,
      title: multilingual(unit, 'Title'),
      comment: multilingual(unit, 'Comment'),
      language,
      attributes: [...said, ...further(attributes)],
      body,
      line: unit.line,
    },
  ];
}

/** What a network is set to beside its code and its language. */
function further(attributes: XmlElement | undefined): Network['attributes'] {
  return elementsOf(attributes)
    .filter(({ name }) => name !== 'NetworkSource' && name !== 'ProgrammingLanguage')
    .flatMap(flat);
}

function languageOf(attributes: XmlElement | undefined): string {
  const element = attributes && childNamed(attributes, 'ProgrammingLanguage');
  const text = element?.children[0];
  return typeof text === 'string' ? text.trim() : 'LAD';
}

/** What stands in a `NetworkSource`, or in a transition of a chart. */
function bodyOf(
  source: XmlElement | undefined,
  language: string,
  context: BodyContext,
): { body: Body; said: Network['attributes'] } {
  for (const element of elementsOf(source)) {
    if (element.name === 'FlgNet') {
      const isDrawnAsBlocks = language.includes('FBD');
      const { parts, attributes, strays } = flgNet(element, !isDrawnAsBlocks);
      for (const { text, line } of strays) context.findings.keep(context.where, text, line);
      const body: Body = isDrawnAsBlocks
        ? { form: 'blocks', blocks: blocksOf(parts) }
        : { form: 'circuits', circuits: circuitsOf(parts) };
      return { body, said: attributes };
    }
    if (element.name === 'StructuredText') {
      const statements = sclStatements(new Lexer(sclText(element), 0, element.line), context);
      return { body: { form: 'statements', statements }, said: [] };
    }
    if (element.name === 'StatementList')
      return { body: { form: 'statements', statements: stlOf(element, context) }, said: [] };
    if (!['Title', 'Comment', 'TransitionName', 'AlarmText', 'StepName'].includes(element.name))
      context.findings.keep(context.where, verbatim(element), element.line);
  }
  const body: Body = /SCL|STL/.test(language)
    ? { form: 'statements', statements: [] }
    : { form: 'circuits', circuits: [] };
  return { body, said: [] };
}

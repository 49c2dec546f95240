import { otherNumber } from '../edits.ts';
import { otherXml, printedXml, shuffledXml } from '../layouts.ts';
import type { Proof } from '../proof.ts';
import { noise, nothing, schemas } from './meaningless.ts';
import { madeProject } from './plcopen-made.ts';

export const plcopen: Proof = {
  form: 'PLCopen TC6 XML',
  isXml: true,
  files: ['plcopen/SPEMMCRA_plc.xml', 'plcopen/PACFramework_machinestruxure.xml'],
  made: [{ path: 'plc.xml', text: madeProject }],
  edits: [
    {
      says: 'an initial value',
      at: /<initialValue>\s*<simpleValue value="(?<it>\d+(?:\.\d+)?)"/dgu,
      to: otherNumber,
      class: 'value',
    },
    {
      says: 'a contact that is closed',
      at: /<contact [^>]*negated="(?<it>true)"/dgu,
      to: () => 'false',
      class: 'logic',
      isSign: true,
    },
    {
      says: 'the type of a variable',
      at: /<type>\s*<(?<it>INT|REAL|BOOL|DINT)\s*\/>/dgu,
      to: it => (it === 'INT' ? 'LINT' : 'INT'),
      class: 'interface',
    },
    {
      says: 'how often a task runs',
      at: /<task [^>]*interval="T#(?<it>\d+)ms"/dgu,
      to: otherNumber,
      class: 'attribute',
    },
    {
      says: 'an operand of a contact',
      at: /<contact [^>]*>(?:(?!<\/contact>)[\s\S])*<variable>(?<it>\w+)<\/variable>/dgu,
      to: it => `${it}x`,
      class: 'logic',
    },
  ],
  layouts: [
    printedXml,
    otherXml,
    shuffledXml('blocks and types in any order', new Set(['pous', 'dataTypes'])),
  ],
  meaningless: [
    schemas,
    ...noise('export-time', /Header\/@\w*DateTime$/),
    ...noise('tool-version', /fileHeader\/@product/),
    ...noise('written-by', /fileHeader\/@product/),
    ...noise('document-information', /(?:file|content)Header\/(?:@|addData)/),
    ...noise('layout', /contentHeader\/coordinateInfo\//),
    ...noise('object-id', /\/ObjectId$/),
    ...noise('project-folder', /\/ProjectStructure\//),
    ...nothing('what a tool does that does not know the piece', /\/@handleUnknown$/),
    ...nothing(
      'where the editor draws it; how many places there are is counted',
      /\/(?:LD|FBD|SFC)\/(?:.*\/)?(?:\w*osition\/@[xy]|@(?:width|height))$/,
    ),
    ...nothing(
      'a number that nothing refers to, or a rail that is one however it is wired',
      /\/(?:LD|FBD|SFC)\/\w+\/@localId$/,
      /\/action\/@localId$/,
      /\/rightPowerRail\/connectionPointIn\/connection\/@refLocalId$/,
    ),
    ...nothing(
      'a point that has no name has none',
      /\/connectionPointOut(?:Action)?\/@formalParameter$/,
      /\/inline\/@name$/,
    ),
    ...nothing('an output is named where it is read', /\/outputVariables\/variable\/@formalParameter$/),
    ...nothing('the order alone is told, by which element stands before which', /\/@executionOrderId$/),
    ...nothing('a word that stands for none', /\/@(?:edge|storage)$/, /\/actionBlock\/@negated$/),
    ...nothing('a time is a time whatever stands before its number', /\/task\/@interval$/),
  ],
  prose: `<?xml version="1.0" encoding="utf-8"?><project xmlns="http://www.plcopen.org/xml/tc6_0201"><types><dataTypes/><pous><pou name="p" pouType="program"><interface/><body><ST><xhtml xmlns="http://www.w3.org/1999/xhtml">a := TRUE; (* § *)</xhtml></ST></body></pou></pous></types></project>`,
};

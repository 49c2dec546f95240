import { otherNumber } from '../edits.ts';
import { otherXml, printedXml, shuffledXml } from '../layouts.ts';
import type { Proof } from '../proof.ts';
import { madeController } from './l5x-made.ts';
import { noise, nothing, schemas } from './meaningless.ts';

export const l5x: Proof = {
  form: 'Rockwell L5X',
  isXml: true,
  files: ['rockwell/ACDTestsWithAOI.L5X', 'rockwell/DUTY_CYCLE_AOI.v1.L5X'],
  made: [{ path: 'Line1.L5X', text: madeController }],
  edits: [
    {
      says: 'a contact',
      at: /\b(?<it>XIC|XIO)\(/dgu,
      to: it => (it === 'XIC' ? 'XIO' : 'XIC'),
      class: 'logic',
      isSign: true,
    },
    {
      says: 'a value of a tag',
      at: /(?<!<ForceData[^>]*>\s*)<DataValue(?:Member)? (?:Name="(?:PRE|ACC|LowEngineering|HighEngineering)" )?DataType="(?:DINT|REAL)"[^>]*Value="(?<it>\d+(?:\.\d+)?)"/dgu,
      to: otherNumber,
      class: 'value',
    },
    {
      says: 'how often a task runs',
      at: /<Task [^>]*Rate="(?<it>\d+)"/dgu,
      to: otherNumber,
      class: 'attribute',
    },
    {
      says: 'the slot of a module',
      at: /<Port Id="\d+" Address="(?<it>\d+)"/dgu,
      to: otherNumber,
      class: 'attribute',
    },
    {
      says: 'who may reach a tag',
      at: /<Tag Name="\w+" [^>]*ExternalAccess="(?<it>Read\/Write)"/dgu,
      to: () => 'None',
      class: 'attribute',
    },
    {
      says: 'a limit of a rung',
      at: /\b(?:GEQ|LEQ|GRT|LES|MOV)\(\w+,(?<it>\d+(?:\.\d+)?)\)/dgu,
      to: otherNumber,
      class: 'value',
    },
  ],
  layouts: [
    printedXml,
    otherXml,
    shuffledXml(
      'tags, types and modules in any order',
      new Set(['Tags', 'DataTypes', 'Modules', 'AddOnInstructionDefinitions']),
    ),
  ],
  meaningless: [
    schemas,
    ...noise('export-time', /\/@ExportDate$/),
    ...noise(
      'export-options',
      /RSLogix5000Content\/@(?:Target\w+|ExportOptions|ContainsContext|CurrentLanguage)$/,
      /Controller\/@Name$/,
    ),
    ...noise('tool-version', /\/@(?:SchemaRevision|SoftwareRevision)$/),
    ...noise('written-by', /RSLogix5000Content\/@SoftwareRevision$/),
    ...noise(
      'edit-record',
      /\/@(?:Owner|ProjectCreationDate|LastModifiedDate|CreatedDate|CreatedBy|EditedDate|EditedBy)$/,
      /\/SignatureHistory\//,
    ),
    ...noise('dependencies', /\/Dependencies\//),
    ...noise('raw-duplicate', /\/(?:Default)?Data$/, /\/(?:Default)?Data\/@Format$/),
    ...noise('bit-host', /\/Members\/Member\/@\w+$/),
    ...noise('object-id', /\/@DataExchangeId$/),
    ...noise('encryption', /\/EncodedData$/),
    ...noise('comm-path', /\/@CommPath$/),
    ...noise('layout', /\/(?:FBD|SFC)Content\//),
    ...nothing('which part was exported; the parts are told', /\/@Use$/),
    ...nothing(
      'how a value is written beside the value',
      /\/(?:Default)?Data\/@(?:Format|Length)$/,
      /\/@Radix$/,
    ),
    ...nothing(
      'the tag says of which type it is',
      /\/(?:Default)?Data\/(?:DataValue|Structure|Array)\/@(?:DataType|Dimensions)$/,
      /\/Element\/Structure\/@DataType$/,
    ),
    ...nothing('a number that nothing refers to', /\/Step\/Action\/@ID$/),
    ...nothing('rungs, lines and sheets are told by their place', /\/(?:Rung|Line|Sheet)\/@Number$/),
    ...nothing('a rung of type N is as accepted', /\/Rung\/@Type$/),
    ...nothing('what is written of a branch follows from its links', /\/Branch\/@Branch\w+$/),
  ],
  prose: madeController.replace('Filling line', '§'),
};

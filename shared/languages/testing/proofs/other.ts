import { otherNumber } from '../edits.ts';
import { otherLineEnds, otherXml, printedXml, shuffledXml } from '../layouts.ts';
import type { Layout, Proof } from '../proof.ts';
import { noise, nothing, schemas, separators } from './meaningless.ts';
import { madeRecipeCsv, madeRecipeJson, madeRecipeXml } from './other-made.ts';

const otherJson: Layout = {
  says: 'read as JSON and written again without white space',
  write: text => JSON.stringify(JSON.parse(text.replace(/^\uFEFF/, ''))),
};

export const recipeCsv: Proof = {
  form: 'recipe, CSV',
  isXml: false,
  files: [],
  made: [{ path: 'recipes/Milk.csv', text: madeRecipeCsv }],
  edits: [{ says: 'a value', at: /^\w[\w ]*;(?<it>\d+(?:\.\d+)?);/dgmu, to: otherNumber, class: 'value' }],
  layouts: [otherLineEnds],
  meaningless: [separators],
  prose: madeRecipeCsv.replace('per bottle', '§'),
};

export const recipeJson: Proof = {
  form: 'recipe, JSON',
  isXml: false,
  files: ['recipes/TcHmiRecipeManagement.Config.json', 'ignition/tags.json'],
  made: [{ path: 'recipes/Milk.json', text: madeRecipeJson }],
  edits: [
    { says: 'a value', at: /"(?:value|time)": (?<it>\d+(?:\.\d+)?)/dgu, to: otherNumber, class: 'value' },
  ],
  layouts: [otherLineEnds, otherJson],
  meaningless: [...noise('export-time', /exportedAt/), ...noise('object-id', /GUID|guid|"id"/)],
  prose: madeRecipeJson.replace('fresh', '§'),
};

export const recipeXml: Proof = {
  form: 'recipe, XML',
  isXml: true,
  files: [],
  made: [{ path: 'recipes/Milk.xml', text: madeRecipeXml }],
  edits: [
    {
      says: 'a value',
      at: /(?:value="|max="2\.0">)(?<it>\d+(?:\.\d+)?)/dgu,
      to: otherNumber,
      class: 'value',
    },
    { says: 'a time', at: /<Time>(?<it>\d+(?:\.\d+)?)/dgu, to: otherNumber, class: 'value' },
  ],
  layouts: [printedXml, otherXml],
  meaningless: [schemas],
  prose: madeRecipeXml.replace('>V1<', '>§<'),
};

const madeNodes = `<?xml version="1.0" encoding="utf-8"?>
<UANodeSet xmlns="http://opcfoundation.org/UA/2011/03/UANodeSet.xsd" LastModified="2026-03-02T10:11:12Z">
<NamespaceUris><Uri>http://plant/line</Uri></NamespaceUris>
<Models><Model ModelUri="http://plant/line" Version="1.0" PublicationDate="2026-03-01T00:00:00Z"><RequiredModel ModelUri="http://opcfoundation.org/UA/" Version="1.05" PublicationDate="2022-11-01T00:00:00Z"/></Model></Models>
<Aliases><Alias Alias="Double">i=11</Alias><Alias Alias="HasComponent">i=47</Alias><Alias Alias="HasTypeDefinition">i=40</Alias></Aliases>
<UAObject NodeId="ns=1;i=1" BrowseName="1:Tank"><DisplayName>Tank</DisplayName><Description>of milk</Description><References><Reference ReferenceType="HasTypeDefinition">i=58</Reference><Reference ReferenceType="HasComponent">ns=1;i=2</Reference></References></UAObject>
<UAVariable NodeId="ns=1;i=2" BrowseName="1:Level" DataType="Double" AccessLevel="3" MinimumSamplingInterval="100"><DisplayName>Level</DisplayName><References><Reference ReferenceType="HasTypeDefinition">i=63</Reference></References><Value><Double xmlns="http://opcfoundation.org/UA/2008/02/Types.xsd">80.5</Double></Value></UAVariable>
</UANodeSet>
`;

export const nodeset: Proof = {
  form: 'OPC UA NodeSet2',
  isXml: true,
  files: ['opcua/Machinery.NodeSet2.v1.xml'],
  made: [{ path: 'Line.NodeSet2.xml', text: madeNodes }],
  edits: [
    {
      says: 'a value',
      at: /<(?:\w+:)?(?:Int32|UInt32|Double|Float)[^>]*>(?<it>\d+(?:\.\d+)?)</dgu,
      to: otherNumber,
      class: 'value',
    },
    { says: 'a type', at: /DataType="(?<it>Double|String)"/dgu, to: () => 'i=6', class: 'interface' },
    { says: 'who may write', at: /AccessLevel="(?<it>\d)"/dgu, to: otherNumber, class: 'attribute' },
  ],
  layouts: [printedXml, otherXml, shuffledXml('nodes in any order', new Set(['UANodeSet', 'References']))],
  meaningless: [
    ...noise('schema', /\/@xmlns/),
    ...nothing('which schema an element names for its form', /\/@xmlns/),
    ...noise('export-time', /\/@LastModified$/),
    ...noise('tool-version', /\/Extensions\/.*@\w+/),
    ...noise('written-by', /\/Extensions\/.*@\w+/),
    ...noise('alias', /\/Alias(?:es)?/),
    ...noise('inverse-reference', /\/Reference(?:\/@\w+)?$/),
  ],
  prose: madeNodes.replace('of milk', '§'),
};

import { otherNumber, textEdits } from '../edits.ts';
import { otherCase, otherIndents, otherLineEnds, otherXml, printedXml } from '../layouts.ts';
import type { Meaningless, Proof } from '../proof.ts';
import { digitGroups, frames, noise, nothing, schemas, separators } from './meaningless.ts';
import { madeAwl, madeCsv, madeScl, madeSource, madeTable } from './siemens-made.ts';
import { madeBlock, madeCyclic, madeSequence } from './simaticml-made.ts';

/** What Openness writes of each export. */
const exported: readonly Meaningless[] = [
  schemas,
  ...noise('written-by', /\/Engineering\/@version$/),
  ...noise('export-time', /\/DocumentInfo\/Created$/),
  ...noise('export-setting', /\/DocumentInfo\/ExportSetting$/),
  ...noise('tool-version', /\/InstalledProducts\//),
  ...nothing('numbers that the export gives its elements anew', /\/@(?:ID|UId)$/),
  ...nothing('which list of its object an entry is in', /\/@CompositionName$/),
  ...nothing('the language of a text that leads', /\/Culture$/, /\/@Lang$/),
];

export const scl: Proof = {
  form: 'SCL',
  isXml: false,
  files: [
    'tia-scl/ikea_FB_Gasket_Carousel.v1.scl',
    'tia-scl/PACFramework_AIVARFN.scl',
    'tia-scl/S7CommPlusDriver_s7-1500_FB_ParameterTypes.scl',
  ],
  made: [{ path: 'Fill.scl', text: madeScl }],
  edits: textEdits,
  layouts: [otherLineEnds, otherIndents, otherCase],
  meaningless: [
    separators,
    digitGroups,
    frames,
    ...nothing('the mark before a title', /^=\tTITLE/),
    ...noise('optional-semicolon', /^;\t/),
    ...noise('empty-statement', /^;\t/),
  ],
  prose: 'FUNCTION "F" : Void\nBEGIN\n"a" := TRUE; // §\nEND_FUNCTION\n',
};

export const awl: Proof = {
  form: 'STEP 7 AWL/STL',
  isXml: false,
  files: ['mc7-awl/FC1.awl', 'mc7-awl/FB1001.awl', 'mc7-awl/DB121.awl'],
  made: [{ path: 'Fill.awl', text: madeAwl }],
  edits: [
    {
      says: 'a constant that is loaded',
      at: /^\s*(?:[a-z]+:)?\s*L\s+(?<it>\d+(?:\.\d+)?(?:e[+-]\d+)?)\s*;/dgmu,
      to: it => otherNumber(it),
      class: 'value',
    },
    {
      says: 'an operation',
      at: /^\s+(?<it>AN?|UN?)\s+[#EAMIQ]/dgmu,
      to: it => (it.length === 1 ? `${it}N` : it.slice(0, 1)),
      class: 'logic',
    },
    { says: 'a bit', at: /^\s+[AUO]N?\s+[EIMAQ]\s+(?<it>\d+)\.\d/dgmu, to: otherNumber, class: 'logic' },
  ],
  layouts: [otherLineEnds, { ...otherIndents, notFor: /^mc7-awl/ }],
  meaningless: [
    separators,
    digitGroups,
    frames,
    ...nothing('an exponent without a sign is positive', /^\+\t.*e\+\d/),
    ...nothing('the mark before a title', /^=\tTITLE/),
    ...nothing('a listing counts its networks', /\tNetzwerk \d+ :/),
    ...nothing(
      'where a section of a listing begins follows from what is in it',
      /\t\d{3}\.\d:\s+\w+: STRUCT$/,
    ),
  ],
  prose:
    'FUNCTION FC 1 : VOID\nBEGIN\nNETWORK\nTITLE =§\n      A     E 0.0; //§\n      =     A 4.0;\nEND_FUNCTION\n',
};

export const tiaSource: Proof = {
  form: 'TIA .db, .udt',
  isXml: false,
  files: [
    'tia-scl/PACFramework_AIVAR.udt',
    'tia-scl/PACFramework_HMIBUF.db',
    'tia-scl/PACFramework_SYS.db',
    'tia-scl/S7CommPlusDriver_s7-1500_DB_CharacterStrings.db',
    'tia-scl/S7CommPlusDriver_s7-1500_DB_Integers.db',
  ],
  made: [{ path: 'Recipes.db', text: madeSource }],
  edits: textEdits.filter(({ class: of }) => of !== 'logic'),
  layouts: [otherLineEnds, otherIndents],
  meaningless: [separators, digitGroups, frames, ...nothing('digits stand in groups or not', /^_\t.*\d_\d/)],
  prose:
    'DATA_BLOCK "D"\nVERSION : 0.1\n   STRUCT\n      a : Int := 5;   // §\n   END_STRUCT;\nBEGIN\nEND_DATA_BLOCK\n',
};

export const tagTable: Proof = {
  form: 'TIA tag table, XML',
  isXml: true,
  files: [],
  made: [{ path: 'Line.xml', text: madeTable }],
  edits: [
    {
      says: 'an address',
      at: /<LogicalAddress>%I0\.(?<it>\d)<\/LogicalAddress>/dgu,
      to: otherNumber,
      class: 'interface',
    },
    {
      says: 'a type',
      at: /<DataTypeName>(?<it>Real)<\/DataTypeName>/dgu,
      to: () => 'Int',
      class: 'interface',
    },
    { says: 'a constant', at: /<Value>(?<it>\d+)<\/Value>/dgu, to: otherNumber, class: 'value' },
    { says: 'a remark', at: /<Text>(?<it>[a-z ]+)<\/Text>/dgu, to: it => `${it} 2`, class: 'comment' },
    {
      says: 'who may write it',
      at: /<ExternalWritable>(?<it>true)/dgu,
      to: () => 'false',
      class: 'attribute',
      isSign: true,
    },
  ],
  layouts: [printedXml, otherXml],
  meaningless: [...exported],
  prose: madeTable.replace('>go<', '>§<'),
};

export const tagCsv: Proof = {
  form: 'TIA tag table, CSV',
  isXml: false,
  files: [],
  made: [{ path: 'Line.csv', text: madeCsv }],
  edits: [
    { says: 'an address', at: /;%I0\.(?<it>\d);/dgu, to: otherNumber, class: 'interface' },
    { says: 'a type', at: /;(?<it>Real);/dgu, to: () => 'Int', class: 'interface' },
    { says: 'a remark', at: /;(?<it>go);/dgu, to: it => `${it} 2`, class: 'comment' },
    {
      says: 'who may write it',
      at: /;True;True;(?<it>True);/dgu,
      to: () => 'False',
      class: 'attribute',
      isSign: true,
    },
  ],
  layouts: [otherLineEnds],
  meaningless: [
    separators,
    ...nothing('the heading of a column without a value', /\tName;Path;/),
    ...nothing('an address is one without its mark', /^%\t/),
    ...nothing('what cannot be reached cannot be seen', /^letter\t.*;False;False;/),
    ...noise('type-id', /\tName;Path;/),
  ],
  prose: madeCsv.replace(';go;', ';§;'),
};

export const simaticml: Proof = {
  form: 'SimaticML',
  isXml: true,
  files: ['tia-xml/czarnak_Inputs_FB.xml', 'tia-xml/ikea_Sortirovka_DB.v1.xml'],
  made: [
    { path: 'Fill.xml', text: madeBlock },
    { path: 'Cycle.xml', text: madeSequence },
    { path: 'Cyclic.xml', text: madeCyclic },
  ],
  edits: [
    {
      says: 'a constant at a pin or in a text',
      at: /(?<!<Component[^>]*>\s*<Access[^>]*>\s*<Constant>\s*(?:<ConstantType>\w+<\/ConstantType>\s*)?)<ConstantValue[^>]*>(?<it>\d+(?:\.\d+)?)<\/ConstantValue>/dgu,
      to: otherNumber,
      class: 'value',
    },
    {
      says: 'a contact that is closed',
      at: /<Part Name="Contact" UId="\d+">\s*(?<it><Negated Name="operand" \/>)/dgu,
      to: () => '',
      class: 'logic',
      isSign: true,
    },
    {
      says: 'an operand',
      at: /<Access Scope="(?:Local|Global)Variable" UId="\d+">\s*<Symbol>\s*<Component Name="(?<it>\w+)"/dgu,
      to: it => `${it}x`,
      class: 'logic',
    },
    {
      says: 'a start value',
      at: /<StartValue>(?<it>\d+(?:\.\d+)?)<\/StartValue>/dgu,
      to: otherNumber,
      class: 'value',
    },
    {
      says: 'a type',
      at: /<Member Name="\w+" Datatype="(?<it>Bool|Int|Real|Time)"/dgu,
      to: it => (it === 'Int' ? 'DInt' : 'Int'),
      class: 'interface',
    },
    {
      says: 'a setting of a block',
      at: /<(?:PriorityNumber|CyclicTime|PhaseOffset)>(?<it>\d+)</dgu,
      to: otherNumber,
      class: 'attribute',
    },
  ],
  layouts: [printedXml, otherXml],
  meaningless: [
    ...exported,
    ...noise('tool-time', /\/(?:CompileDate|ModifiedDate|\w+Date)$/),
    ...noise('tool-state', /\/(?:IsConsistent|LibraryConformanceStatus|PLCSimAdvancedSupport)$/),
    ...noise('numbering', /\/AutoNumber$/),
    ...nothing(
      'what the tool reports of an attribute, not the attribute',
      /\/@(?:ReadOnly|SystemDefined|Informative)$/,
    ),
    ...nothing('any word that begins like this one', /\/@Scope$/),
    ...nothing('the pin decides of which type a constant is', /\/ConstantType$/),
    ...nothing(
      'follows from what stands in it',
      /\/TemplateValue(?:\/@\w+)?$/,
      /\/Component\/@AccessModifier$/,
      /\/Branch\/@\w+$/,
    ),
    ...nothing(
      'what the called block declares, which stands in its own file',
      /\/CallInfo\/(?:@BlockType|IntegerAttribute(?:\/@\w+)?|Parameter\/@\w+)$/,
    ),
    ...nothing('a word begins at a whole byte', /\/Address\/@BitOffset$/),
    ...nothing('branches that meet are told by what is in them', /\/NameCon\/@Name\t.*Name="in\d+"/),
    ...nothing('how many blanks there are', /\/(?:Blank|NewLine)\/@Num$/),
    ...nothing(
      'follows from what is drawn',
      /\/@ProgrammingLanguage$/,
      /CompileUnit\/AttributeList\/ProgrammingLanguage$/,
    ),
    ...nothing('a jump leads where a line would', /\/LinkType$/),
    ...nothing('outputs of a branch are told by their order', /\/BranchRef\/@(?:In|Out)$/),
    ...nothing('a section without members, or within the type of a member', /\/Section\/@Name$/),
    ...nothing('what is an instance of a block is told by the block', /\/InstanceOf(?:Type|Number)$/),
    ...nothing('what cannot be reached cannot be seen', /\/BooleanAttribute$/),
  ],
  prose: madeBlock.replace('fills the tank', '§'),
};

export const s7dcl: Proof = {
  form: 'SIMATIC SD .s7dcl',
  isXml: false,
  files: ['tia-xml/czarnak_Inputs_FB.s7dcl', 'tia-xml/czarnak_MotorSoftstart.s7dcl'],
  made: [
    {
      path: 'Fill.s7dcl',
      text: 'FUNCTION_BLOCK "Fill"\n{ S7_Language := "LAD" }\nVAR_INPUT\n  start : Bool;\n  count : Int := 5;\nEND_VAR\nNETWORK\nRUNG wire#powerrail\n  Contact( #start )\n  I_Contact( #stop )\n  Coil( #run )\nEND_RUNG\nEND_NETWORK\nEND_FUNCTION_BLOCK\n',
    },
  ],
  edits: [
    {
      says: 'a contact that is closed',
      at: /\b(?<it>I_)Contact\( [^)\n]+ \)/dgu,
      to: () => '',
      class: 'logic',
      isSign: true,
    },
    {
      says: 'an operand',
      at: /Contact\( (?:#|"\w+"\.)(?:\w+\.)*(?<it>\w+) \)/dgu,
      to: it => `${it}x`,
      class: 'logic',
    },
    { says: 'a time', at: /:= T#(?<it>\d+)/dgiu, to: otherNumber, class: 'value' },
  ],
  layouts: [otherLineEnds, otherIndents],
  meaningless: [
    separators,
    digitGroups,
    frames,
    ...noise('text-resource', /S7_\w+(?:ID|Title|Comment)/i),
    ...nothing('a point between names in quotes', /^\.\t.*"\./),
    ...nothing('a name of a template is one without its line', /^_\t.*S7_Templates/),
  ],
  prose:
    'FUNCTION_BLOCK "B"\nVAR_INPUT\n  a : Bool; // §\nEND_VAR\nNETWORK\nRUNG wire#powerrail\n  Contact( #a )\n  Coil( #b )\nEND_RUNG\nEND_NETWORK\nEND_FUNCTION_BLOCK\n',
};

import { textEdits } from '../edits.ts';
import { otherCase, otherIndents, otherLineEnds, otherXml, printedXml } from '../layouts.ts';
import type { Proof } from '../proof.ts';
import { madeBr, madeExport, madeSt, madeTask, madeTwincat } from './iec-made.ts';
import { digitGroups, frames, noise, nothing, schemas, separators } from './meaningless.ts';

const layouts = [otherLineEnds, otherIndents, otherCase];

export const st: Proof = {
  form: 'IEC 61131-3 ST',
  isXml: false,
  files: ['plcopen/SPEMMCRA_plc.st'],
  made: [{ path: 'Fill.st', text: madeSt }],
  edits: textEdits,
  layouts,
  meaningless: [separators, digitGroups, frames],
  prose: 'PROGRAM p\nVAR a : BOOL; (* § *) END_VAR\na := TRUE; // §\nEND_PROGRAM\n',
};

export const br: Proof = {
  form: 'B&R .st, .var',
  isXml: false,
  files: ['br/br_coffee_brewing.st', 'br/br_coffee_brewing.var', 'br/br_coffee_Global.var'],
  made: [{ path: 'fill.st', text: madeBr }],
  edits: textEdits,
  layouts,
  meaningless: [separators, digitGroups, frames],
  prose: 'PROGRAM _CYCLIC\n  a := TRUE; (* § *)\nEND_PROGRAM\n',
};

export const codesysExp: Proof = {
  form: 'CODESYS 2.3 .EXP',
  isXml: false,
  files: ['codesys-exp/oscat_CTRL_PID.EXP', 'codesys-exp/oscat_CYCLE_4.EXP'],
  made: [{ path: 'Fill.EXP', text: madeExport }],
  edits: textEdits,
  layouts: [otherLineEnds, otherIndents, otherCase],
  meaningless: [
    separators,
    digitGroups,
    frames,
    ...noise('export-directive', /\(\* @/),
    ...noise('project-folder', /\(\* @/),
    ...nothing('how many follow is seen from what follows', /^(?:digit|letter)\t(?:_NETWORKS|ENABLELIST) :/),
  ],
  prose:
    "(* @NESTEDCOMMENTS := 'Yes' *)\n(* @PATH := '' *)\nPROGRAM p\nVAR\n a : BOOL; (* § *)\nEND_VAR\n(* @END_DECLARATION := '0' *)\na := TRUE;\nEND_PROGRAM\n",
};

export const twincat: Proof = {
  form: 'TwinCAT 3',
  isXml: true,
  files: [
    'twincat/kfevac_PRG_SXR_VAC_interlock.v1.TcPOU',
    'twincat/xrt_PRG_CoatingProtection_limit.v1.TcPOU',
    'twincat/SDS_ST_SelectorM3.v1.TcDUT',
    'twincat/kfevac_GVL_Variables_init.v2.TcGVL',
  ],
  made: [
    { path: 'Fill.TcPOU', text: madeTwincat },
    { path: 'PlcTask.TcTTO', text: madeTask },
  ],
  edits: textEdits,
  layouts: [printedXml, otherXml, otherCase],
  meaningless: [
    schemas,
    ...noise('tool-version', /TcPlcObject\/@(?:Product)?Version$/),
    ...noise('written-by', /TcPlcObject\/@ProductVersion$/),
    ...noise('object-id', /\/@Id$/),
    ...noise('folder', /\/Folder\/@(?:Name|Id)$/, /\/@FolderPath$/),
    ...noise('line-ids', /\/LineIds\//),
  ],
  prose:
    '<?xml version="1.0" encoding="utf-8"?><TcPlcObject Version="1.1.0.1"><POU Name="p" Id="{1}"><Declaration><![CDATA[PROGRAM p\nVAR a : BOOL; END_VAR]]></Declaration><Implementation><ST><![CDATA[a := TRUE; // §]]></ST></Implementation></POU></TcPlcObject>',
};

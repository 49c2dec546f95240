import { otherNumber } from '../edits.ts';
import { otherXml, printedXml } from '../layouts.ts';
import type { Proof } from '../proof.ts';
import { noise, schemas } from './meaningless.ts';

const madeXef = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<FEFExchangeFile>
	<fileHeader company="Schneider Automation" product="Unity Pro XL V13.1" dateTime="date_and_time#2026-3-2-10:11:12" content="Project source file" DTDVersion="41"></fileHeader>
	<contentHeader name="Line" version="0.0.17" dateTime="date_and_time#2026-3-2-10:11:12"></contentHeader>
	<DDTSource DDTName="Recipe" version="0.01" dateTime="date_and_time#2026-3-2-10:11:12">
		<structure><variables name="Volume" typeName="REAL"><comment>per bottle</comment><variableInit value="0.75"></variableInit></variables></structure>
	</DDTSource>
	<program>
		<identProgram name="Fill" type="section" task="MAST"></identProgram>
		<STSource>IF Start THEN
  Count := Count + 5;
END_IF;</STSource>
	</program>
	<dataBlock><variables name="Start" typeName="BOOL" topologicalAddress="%I0.1.3"><comment>go</comment></variables><variables name="Count" typeName="INT"><variableInit value="95"></variableInit></variables></dataBlock>
</FEFExchangeFile>
`;

export const xef: Proof = {
  form: 'Schneider XEF',
  isXml: true,
  files: [],
  made: [{ path: 'line.xef', text: madeXef }],
  edits: [
    {
      says: 'an initial value',
      at: /<variableInit value="(?<it>\d+(?:\.\d+)?)"/dgu,
      to: otherNumber,
      class: 'value',
    },
    { says: 'a constant', at: /\+ (?<it>\d+);/dgu, to: otherNumber, class: 'value' },
    { says: 'a type', at: /typeName="(?<it>INT|BOOL)"/dgu, to: () => 'DINT', class: 'interface' },
    {
      says: 'an address',
      at: /topologicalAddress="%I0\.1\.(?<it>\d)"/dgu,
      to: otherNumber,
      class: 'interface',
    },
  ],
  layouts: [printedXml, otherXml],
  meaningless: [
    schemas,
    ...noise('export-time', /Header\/@dateTime$/),
    ...noise('tool-version', /fileHeader\/@\w+$/),
    ...noise('written-by', /fileHeader\/@product$/),
    ...noise('edit-record', /contentHeader\/@(?:version|dateTime)$/, /DDTSource\/@(?:version|dateTime)$/),
    ...noise('document-information', /Header\/@\w+$/),
  ],
  prose: madeXef.replace('>go<', '>§<'),
};

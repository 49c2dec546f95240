import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CodeBlock, type CpuCertificate, cpuCertificate, type WebApiCpu } from '../webapi/index.ts';
import { saveExport } from './line.ts';

/** What the engineer's project of the filler holds that engineers change. Nobody can read it from the CPU. */
export interface FillerProject {
  /** How long the valve stays open, ms. */
  readonly fillMs: number;
  /** Bottles are rejected above this overfill, ml. */
  readonly overfillMl: number;
}

export const deliveredFiller: FillerProject = { fillMs: 1800, overfillMl: 4 };
export const fillerExportFile = 'Filler3.scl';

/** The blocks as the project compiles them. */
export function fillerBlocks(project: FillerProject): CodeBlock[] {
  return [
    { type: 'ob', number: 1, name: 'Main', source: '"Filler"();\n"Checksums".Program := GetChecksum();' },
    { type: 'fb', number: 10, name: 'Filler', source: fillerSource(project) },
  ];
}

function fillerSource({ fillMs, overfillMl }: FillerProject): string {
  return `#Open(IN := #BottlePresent, PT := T#${fillMs}ms);
#Valve := #BottlePresent AND NOT #Open.Q;
#Reject := #Level > "Filling".LevelSP + ${overfillMl}.0;`;
}

/** Gives the CPU its program and its data block as delivered. */
export function fillFiller(cpu: WebApiCpu): void {
  cpu.state.program.put({
    number: 30,
    name: 'Filling',
    members: {
      LevelSP: { datatype: 'real', value: 500 },
      BottlesAnHour: { datatype: 'int', value: 9000 },
      Rinse: { datatype: 'bool', value: true },
    },
  });
  cpu.state.program.load(...fillerBlocks(deliveredFiller));
}

/** The source as the engineering tool exports it, with the checksum of what runs in the CPU in its head. */
export async function exportFiller(folder: string, project: FillerProject, checksum: bigint): Promise<void> {
  await mkdir(folder, { recursive: true });
  const sum = checksum.toString(16).toUpperCase().padStart(16, '0');
  await saveExport(
    folder,
    fillerExportFile,
    `// Filler 3, CPU 1515F-2 PN
// Checksum: 16#${sum}
FUNCTION_BLOCK "Filler"
VERSION : 0.1
BEGIN
${fillerSource(project)}
END_FUNCTION_BLOCK
`,
  );
}

/** The certificate the CPU made for itself, kept as a CPU keeps it. */
export async function keptCertificate(file: string): Promise<CpuCertificate> {
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as CpuCertificate;
  const made = await cpuCertificate();
  await writeFile(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}

export function fillerCertificateFile(dataDir: string): string {
  return join(dataDir, 'filler-certificate.json');
}

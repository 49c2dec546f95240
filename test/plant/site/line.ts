import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The project of the filling line as its engineering tool exports it, by file. */
export const lineProject = {
  'FillingLine.scl': `FUNCTION_BLOCK "FillingLine"
{ S7_Optimized_Access := 'TRUE' }
VERSION : 1.4
   VAR_INPUT
      BottlePresent : Bool;
      LevelReached : Bool;
   END_VAR
   VAR_OUTPUT
      Valve : Bool;
      Conveyor : Bool;
   END_VAR
   VAR
      Settle {InstructionName := 'TON_TIME'; LibVersion := '1.0'} : TON_TIME;
      Filled : DInt;
   END_VAR

BEGIN
	REGION Filling
	    #Valve := #BottlePresent AND NOT #LevelReached;
	    #Settle(IN := #LevelReached, PT := T#800ms);
	    IF #Settle.Q THEN
	        #Filled := #Filled + 1;
	    END_IF;
	END_REGION

	REGION Conveyor
	    #Conveyor := NOT #BottlePresent OR #Settle.Q;
	END_REGION
END_FUNCTION_BLOCK
`,
  'Conveyor.st': `PROGRAM Conveyor
VAR
    Speed      : REAL := 0.60;   (* m/s *)
    JamDelay   : TIME := T#4s;
    Jammed     : BOOL;
    JamTimer   : TON;
END_VAR

JamTimer(IN := Sensor_Infeed AND Sensor_Outfeed, PT := JamDelay);
Jammed := JamTimer.Q;
Drive_Enable := NOT Jammed AND Guard_Closed;
Drive_Speed := Speed;
END_PROGRAM
`,
  'recipes/Bottles.csv': `product;fill_ml;speed_bph;rinse_s
Lager 0.33;330;12000;4
Lager 0.5;500;9500;4
Pils 0.33;330;12000;5
Pils 0.5;500;9500;5
`,
  'line.ini': `[Line]
Name=Line 3
MaxSpeedBph=13000
RejectLimitPercent=1.5

[Interface]
Mes=opc.tcp://mes.plant:4840
`,
} as const satisfies Readonly<Record<string, string>>;

export type LineFile = keyof typeof lineProject;

/** Exports the project; a file that was exported before is left as it is. */
export async function exportLine(folder: string): Promise<void> {
  await mkdir(join(folder, 'recipes'), { recursive: true });
  for (const [name, text] of Object.entries(lineProject)) {
    if (!existsSync(join(folder, name))) await saveExport(folder, name, text);
  }
}

/** Writes one file as an engineering tool saves: beside its place first, then renamed over it. */
export async function saveExport(folder: string, name: string, text: string): Promise<void> {
  const temporary = join(folder, `${name}.tmp`);
  await writeFile(temporary, text, 'utf8');
  await rename(temporary, join(folder, name));
}

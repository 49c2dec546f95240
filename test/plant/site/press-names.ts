import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { saveExport } from './line.ts';

/** What the engineers of the press export beside its program: its symbol table and the source of two blocks. */
const pressProject = {
  'Symbols.sdf': `"Start_Button","E       0.0","BOOL","green, left of the guard"
"Stop_Button","E       0.1","BOOL","normally closed"
"Guard_Shut","E       0.2","BOOL","guard in front of the ram"
"Door_Shut","E       0.3","BOOL","maintenance door, rear"
"Running","M      10.0","BOOL","press cycle runs"
"Too_Strong","M      10.1","BOOL","measured force above the limit"
"Press_Time","T       5","TIMER","how long the ram presses"
"Ram_Down","A       4.0","BOOL","valve of the ram"
"Cycle_Done","A       4.1","BOOL","to the conveyor"
"Fault_Lamp","A       4.7","BOOL","red"
"Cycle","OB      1","OB      1","once each cycle"
"Press","FC     10","FC     10","start, press time, force limit"
"PressLimits","DB     11","DB     11","limits of the press"
"PressSetpoints","DB     20","DB     20","what operators set"
`,
  'Press.awl': `DATA_BLOCK "PressLimits"
TITLE =Limits of the press
VERSION : 1.0

  STRUCT
   ForceLimit : REAL  := 6.250000e+001;	//kN: above it the press stops
   Retries : INT  := 3;	//strokes before a fault
   ServiceAfter : DINT  := L#250000;	//strokes between two services
  END_STRUCT ;
BEGIN
END_DATA_BLOCK

FUNCTION "Press" : VOID
TITLE =Capping press
VERSION : 1.0

BEGIN
NETWORK
TITLE =Start and stop
//Runs until the stop button, the guard or the door opens it.
NETWORK
TITLE =Press time
NETWORK
TITLE =Force limit
NETWORK
TITLE =Outputs

END_FUNCTION
`,
} as const satisfies Readonly<Record<string, string>>;

/** Exports them; a file that was exported before is left as it is. */
export async function exportPress(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(pressProject)) {
    if (!existsSync(join(folder, name))) await saveExport(folder, name, text);
  }
}

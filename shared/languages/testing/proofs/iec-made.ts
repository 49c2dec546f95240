const declarations = `VAR_INPUT
  Start : BOOL; // go
  {attribute 'unit' := 'mm'}
  Level : REAL := 80.5;
END_VAR
VAR RETAIN
  Count : DINT := 16#1F;
  Names : ARRAY[1..3] OF STRING(20) := ['a', 'b', 'c'];
END_VAR
VAR
  Delay : TON;
  Out AT %QX1.3 : BOOL;
END_VAR
VAR CONSTANT
  Top : INT := 95;
END_VAR
`;
const body = `Delay(IN := Start AND NOT Out, PT := T#3s);
IF Start AND (Level > 80.0) THEN
  Out := TRUE;
  Count := Count + 1;
ELSIF Level < 10.5 OR Delay.Q THEN
  Out := FALSE;
ELSE
  Count := 0;
END_IF;
CASE Count OF
  1, 2: Level := 5.0;
  3..7: RETURN;
END_CASE;
FOR Count := 1 TO Top BY 2 DO Names[1] := 'x$'y'; END_FOR;
`;

export const madeSt = `(* filling *)
FUNCTION_BLOCK Fill
${declarations}${body}END_FUNCTION_BLOCK

FUNCTION Area : REAL
VAR_INPUT Width : REAL; Height : REAL := 2.0; END_VAR
Area := Width * Height;
END_FUNCTION

TYPE Mode : (Off := 0, Manual := 1, Automatic := 5); END_TYPE
TYPE Recipe : STRUCT
  Volume : REAL := 0.75;
  Steps : ARRAY[0..3] OF INT;
END_STRUCT; END_TYPE
TYPE Percent : INT (0..100) := 50; END_TYPE

PROGRAM Main
VAR fill1 : Fill; END_VAR
VAR_EXTERNAL Speed : REAL; END_VAR
fill1(Start := TRUE, Level := Speed);
END_PROGRAM

CONFIGURATION Line
  VAR_GLOBAL Speed : REAL := 12.5; END_VAR
  RESOURCE Cpu ON PLC
    TASK Fast(INTERVAL := T#10ms, PRIORITY := 1);
    TASK Slow(SINGLE := Trigger, PRIORITY := 5);
    PROGRAM P1 WITH Fast : Main;
  END_RESOURCE
END_CONFIGURATION
`;

export const madeTwincat = `<?xml version="1.0" encoding="utf-8"?>
<TcPlcObject Version="1.1.0.1" ProductVersion="3.1.4024.12">
  <POU Name="Fill" Id="{11111111-2222-3333-4444-555555555555}" SpecialFunc="None">
    <Declaration><![CDATA[{attribute 'reflection'}
FUNCTION_BLOCK Fill EXTENDS Base IMPLEMENTS I_Fill
${declarations}]]></Declaration>
    <Implementation><ST><![CDATA[${body}]]></ST></Implementation>
    <Folder Name="Methods" Id="{11111111-2222-3333-4444-666666666666}" />
    <Method Name="Reset" Id="{21111111-2222-3333-4444-555555555555}" FolderPath="Methods\\">
      <Declaration><![CDATA[METHOD PROTECTED Reset : BOOL
VAR_INPUT Hard : BOOL; END_VAR]]></Declaration>
      <Implementation><ST><![CDATA[Count := 0; Reset := Hard;]]></ST></Implementation>
    </Method>
    <Property Name="Speed" Id="{31111111-2222-3333-4444-555555555555}">
      <Declaration><![CDATA[PROPERTY Speed : REAL]]></Declaration>
      <Get Name="Get" Id="{41111111-2222-3333-4444-555555555555}"><Declaration><![CDATA[VAR END_VAR]]></Declaration><Implementation><ST><![CDATA[Speed := Level * 2.0;]]></ST></Implementation></Get>
    </Property>
    <Action Name="Stop" Id="{51111111-2222-3333-4444-555555555555}"><Implementation><ST><![CDATA[Out := FALSE;]]></ST></Implementation></Action>
    <LineIds Name="Fill"><LineId Id="3" Count="12" /></LineIds>
  </POU>
</TcPlcObject>
`;

export const madeTask = `<?xml version="1.0" encoding="utf-8"?>
<TcPlcObject Version="1.1.0.1" ProductVersion="3.1.4024.12">
  <Task Name="PlcTask" Id="{61111111-2222-3333-4444-555555555555}">
    <CycleTime>10000</CycleTime>
    <Priority>20</Priority>
    <PouCall><Name>MAIN</Name></PouCall>
    <TaskFBGuid>{71111111-2222-3333-4444-555555555555}</TaskFBGuid>
  </Task>
</TcPlcObject>
`;

export const madeExport = `

(* @NESTEDCOMMENTS := 'Yes' *)
(* @PATH := '' *)
(* @OBJECTFLAGS := '0, 8' *)
(* @SYMFILEFLAGS := '2048' *)
FUNCTION_BLOCK Fill
${declarations}(* @END_DECLARATION := '0' *)
${body}END_FUNCTION_BLOCK


(* @NESTEDCOMMENTS := 'Yes' *)
(* @PATH := '' *)
(* @OBJECTFLAGS := '0, 8' *)
PROGRAM Rungs
VAR
  a : BOOL;
  b : BOOL;
  q : BOOL;
END_VAR
(* @END_DECLARATION := '0' *)
_LD_BODY
_NETWORKS : 1
_NETWORK
_COMMENT
'starts'
_END_COMMENT
_LD_ASSIGN
_LD_AND
_LD_OPERATOR : 2
_LD_CONTACT
a
_EXPRESSION
_POSITIV
_LD_CONTACT
b
_EXPRESSION
_NEGATIV
_EXPRESSION
_POSITIV
_EXPRESSION
_POSITIV
ENABLELIST : 0
ENABLELIST_END
_OUTPUTS : 1
_OUTPUT
_POSITIV
_NO_SET
q
END_PROGRAM
`;

export const madeBr = `(********************************************************************
 * Program: fill
 ********************************************************************)
PROGRAM _CYCLIC
  IF Start AND (Level > 80.0) THEN
    Out := TRUE;
    Count := Count + 1;
  END_IF
  Delay(IN := Start, PT := T#3s);
END_PROGRAM
`;

export const madeScl = `FUNCTION_BLOCK "Fill"
TITLE = 'fills the tank'
{ S7_Optimized_Access := 'TRUE' }
AUTHOR : plant
FAMILY : fill
NAME : Fill
VERSION : 0.2
//fills
   VAR_INPUT
      start : Bool;   // go
      level { S7_SetPoint := 'True'} : Real := 80.5;
   END_VAR
   VAR RETAIN
      count : DInt := 5;
   END_VAR
   VAR
      delay {InstructionName := 'TON_TIME'; LibVersion := '1.0'} : TON_TIME;
      list : Array[0..2] of Int := 1, 2, 3;
   END_VAR
   VAR CONSTANT
      top : Int := 95;
   END_VAR
BEGIN
   #delay(IN := #start, PT := T#3s);
   IF #start AND (#level > 80.0) THEN
      "Pump" := TRUE;
      #count := #count + 1;
   ELSIF #level < 10.5 OR #delay.Q THEN
      "Pump" := FALSE;
   END_IF;
   CASE #count OF
      1, 2: #level := 5.0;
      ELSE #count := 0;
   END_CASE;
   FOR #count := 1 TO #top BY 2 DO
      #list[0] := #list[1] * 3;
   END_FOR;
END_FUNCTION_BLOCK
`;

export const madeAwl = `FUNCTION_BLOCK FB 12
TITLE =fills the tank
{ S7_m_c := 'true' }
AUTHOR : plant
FAMILY : fill
NAME : Fill
VERSION : 0.2
KNOW_HOW_PROTECT
VAR_INPUT
  start : BOOL := FALSE;	//go
  level : REAL := 8.050000e+001;
END_VAR
VAR
  count : INT := 5;
END_VAR
BEGIN
NETWORK
TITLE =first
//starts it
      A     #start;
      AN    I      0.3;
      =     Q      4.0;
      L     S5T#3S;
      SD    T     12;
      L     #level;
      L     8.000000e+001;
      >R    ;
      S     M     20.1;
NETWORK
TITLE =second
      CALL  FC     7 (
           in                       := #start,
           out                      := MW    30);
again: L     #count;
      L     1;
      +I    ;
      T     #count;
      JC    again;
END_FUNCTION_BLOCK

DATA_BLOCK DB 40
TITLE =
VERSION : 0.1
STRUCT
  Volume : REAL := 7.500000e-001;
  Steps : ARRAY [1 .. 3 ] OF INT;
END_STRUCT ;
BEGIN
   Volume := 8.000000e-001;
   Steps[1] := 4;
END_DATA_BLOCK
`;

export const madeSource = `TYPE "Recipe"
VERSION : 0.1
   STRUCT
      Volume { S7_SetPoint := 'True'} : Real := 0.75;   // per bottle
      Steps : Array[0..3] of Int;
   END_STRUCT;

END_TYPE

DATA_BLOCK "Recipes"
{ S7_Optimized_Access := 'TRUE' }
VERSION : 0.1
NON_RETAIN
   VAR RETAIN
      Milk : "Recipe";
      Delay : Time := T#3s;
   END_VAR
BEGIN
   Milk.Volume := 0.8;
   Milk.Steps[2] := 4;
END_DATA_BLOCK
`;

export const madeCsv = `Name;Path;Data Type;Logical Address;Comment;Hmi Visible;Hmi Accessible;Hmi Writeable;Typeobject ID;Version ID
Start;Line;Bool;%I0.3;go;True;True;True;;
Level;Line;Real;%MD20;"of tank; 1";True;True;False;;
Pump;Line;Bool;%Q4.0;;False;False;False;;
`;

const tag = (id: string, name: string, type: string, address: string, comment: string) =>
  `<SW.Tags.PlcTag ID="${id}" CompositionName="Tags"><AttributeList><DataTypeName>${type}</DataTypeName><ExternalAccessible>true</ExternalAccessible><ExternalVisible>true</ExternalVisible><ExternalWritable>true</ExternalWritable><LogicalAddress>${address}</LogicalAddress><Name>${name}</Name></AttributeList><ObjectList><MultilingualText ID="${id}1" CompositionName="Comment"><ObjectList><MultilingualTextItem ID="${id}2" CompositionName="Items"><AttributeList><Culture>en-US</Culture><Text>${comment}</Text></AttributeList></MultilingualTextItem><MultilingualTextItem ID="${id}3" CompositionName="Items"><AttributeList><Culture>de-DE</Culture><Text>deutsch</Text></AttributeList></MultilingualTextItem></ObjectList></MultilingualText></ObjectList></SW.Tags.PlcTag>`;

export const madeTable = `<?xml version="1.0" encoding="utf-8"?>
<Document><Engineering version="V18" /><DocumentInfo><Created>2026-03-02T10:11:12Z</Created><ExportSetting>WithDefaults</ExportSetting></DocumentInfo><SW.Tags.PlcTagTable ID="0"><AttributeList><Name>Line</Name></AttributeList><ObjectList>${tag('1', 'Start', 'Bool', '%I0.3', 'go')}${tag('5', 'Level', 'Real', '%MD20', 'of tank')}<SW.Tags.PlcUserConstant ID="9" CompositionName="UserConstants"><AttributeList><DataTypeName>Int</DataTypeName><Name>Top</Name><Value>95</Value></AttributeList></SW.Tags.PlcUserConstant></ObjectList></SW.Tags.PlcTagTable></Document>
`;

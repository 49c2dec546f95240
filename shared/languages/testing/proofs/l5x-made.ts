/** A controller with one of each: what exports of plants rarely hold together. */
export const madeController = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<RSLogix5000Content SchemaRevision="1.0" SoftwareRevision="33.00" TargetName="Line1" TargetType="Controller" ContainsContext="false" Owner="Maintenance" ExportDate="Mon Mar 02 10:11:12 2026" ExportOptions="DecoratedData ForceProtectedEncoding AllProjDocTrans">
<Controller Use="Target" Name="Line1" ProcessorType="1756-L83ES" MajorRev="33" MinorRev="11" TimeSlice="20" ShareUnusedTimeSlice="1" ProjectCreationDate="Mon Jan 05 08:00:00 2026" LastModifiedDate="Mon Mar 02 09:00:00 2026" SFCExecutionControl="CurrentActive" SFCRestartPosition="MostRecent" SFCLastScan="DontScan" ProjectSN="16#0042_1234" MatchProjectToController="true" PassThroughConfiguration="EnabledWithAppend" DownloadProjectDocumentationAndExtendedProperties="true">
<Description><![CDATA[Filling line]]></Description>
<RedundancyInfo Enabled="false" KeepTestEditsOnSwitchOver="false" IOMemoryPadPercentage="90" DataTablePadPercentage="50"/>
<Security Code="0" ChangesToDetect="16#ffff_ffff_ffff_ffff" PermissionSet="Line"/>
<SafetyInfo SafetyLocked="true" SignatureRunModeProtect="true" ConfigureSafetyIOAlways="false" SafetyLevel="SIL2/PLd" SafetySignature="0A1B_2C3D"><SafetyTagMap>Start=S_Start</SafetyTagMap></SafetyInfo>
<DataTypes>
<DataType Name="Recipe" Family="NoFamily" Class="User">
<Description><![CDATA[What is filled]]></Description>
<Members>
<Member Name="ZZZZZZZZZZRecipe0" DataType="SINT" Dimension="0" Radix="Decimal" Hidden="true" ExternalAccess="Read/Write"/>
<Member Name="Warm" DataType="BIT" Dimension="0" Radix="Decimal" Hidden="false" Target="ZZZZZZZZZZRecipe0" BitNumber="0" ExternalAccess="Read/Write"/>
<Member Name="Volume" DataType="REAL" Dimension="0" Radix="Float" Hidden="false" ExternalAccess="Read Only"><Description><![CDATA[per bottle]]></Description></Member>
<Member Name="Steps" DataType="DINT" Dimension="4" Radix="Decimal" Hidden="false" ExternalAccess="Read/Write"/>
</Members>
<Dependencies><Dependency Type="DataType" Name="Other"/></Dependencies>
</DataType>
</DataTypes>
<Modules>
<Module Name="Local" CatalogNumber="1756-L83ES" Vendor="1" ProductType="14" ProductCode="211" Major="33" Minor="11" ParentModule="Local" ParentModPortId="1" Inhibited="false" MajorFault="true" SafetyNetwork="16#0000_3c7f_0412_1234">
<EKey State="ExactMatch"/>
<Ports><Port Id="1" Address="0" Type="ICP" Upstream="false"><Bus Size="10"/></Port></Ports>
</Module>
<Module Name="Analog" CatalogNumber="1756-IF8I" Vendor="1" ProductType="115" ProductCode="38" Major="2" Minor="1" ParentModule="Local" ParentModPortId="1" Inhibited="false" MajorFault="false">
<EKey State="CompatibleModule"/>
<Ports><Port Id="1" Address="3" Type="ICP" Upstream="true"/></Ports>
<Communications CommMethod="536870913">
<ConfigTag ConfigSize="12" ExternalAccess="Read/Write">
<Data Format="L5K"><![CDATA[[12,0,100.0]]]></Data>
<Data Format="Decorated"><Structure DataType="AB:1756_IF8I:C:0"><StructureMember Name="Ch00" DataType="AB:1756_AI:C:0"><DataValueMember Name="LowEngineering" DataType="REAL" Radix="Float" Value="0.0"/><DataValueMember Name="HighEngineering" DataType="REAL" Radix="Float" Value="100.0"/><DataValueMember Name="DigitalFilter" DataType="INT" Radix="Decimal" Value="5"/></StructureMember></Structure></Data>
</ConfigTag>
<Connections>
<Connection Name="InputData" RPI="80000" InputCxnPoint="100" OutputCxnPoint="101" InputSize="64" OutputSize="0" Type="Input" EventID="0" ProgrammaticallySendEventTrigger="false" Unicast="true">
<InputTag ExternalAccess="Read Only"><Comments><Comment Operand=".CH00"><![CDATA[pressure]]></Comment></Comments></InputTag>
</Connection>
</Connections>
</Communications>
<ExtendedProperties><public><ConfigID>131178</ConfigID><Vendor>Rockwell Automation/Allen-Bradley</Vendor></public></ExtendedProperties>
</Module>
</Modules>
<AddOnInstructionDefinitions>
<AddOnInstructionDefinition Name="Valve" Revision="1.2" RevisionExtension="a" Vendor="Plant" ExecutePrescan="true" ExecutePostscan="false" ExecuteEnableInFalse="false" CreatedDate="2026-01-05T08:00:00.000Z" CreatedBy="PLANT\\\\eng" EditedDate="2026-03-02T08:00:00.000Z" EditedBy="PLANT\\\\eng" SoftwareRevision="v33.00">
<Description><![CDATA[A valve with feedback]]></Description>
<RevisionNote><![CDATA[faster]]></RevisionNote>
<Parameters>
<Parameter Name="EnableIn" TagType="Base" DataType="BOOL" Usage="Input" Radix="Decimal" Required="false" Visible="false" ExternalAccess="Read Only"/>
<Parameter Name="Cmd" TagType="Base" DataType="BOOL" Usage="Input" Radix="Decimal" Required="true" Visible="true" ExternalAccess="Read/Write"><DefaultData Format="L5K"><![CDATA[0]]></DefaultData><DefaultData Format="Decorated"><DataValue DataType="BOOL" Radix="Decimal" Value="0"/></DefaultData></Parameter>
<Parameter Name="Travel" TagType="Base" DataType="DINT" Usage="InOut" Radix="Decimal" Required="true" Visible="true" Constant="false"/>
</Parameters>
<LocalTags><LocalTag Name="Timer" DataType="TIMER" ExternalAccess="None"><DefaultData Format="Decorated"><Structure DataType="TIMER"><DataValueMember Name="PRE" DataType="DINT" Radix="Decimal" Value="3000"/><DataValueMember Name="ACC" DataType="DINT" Radix="Decimal" Value="0"/></Structure></DefaultData></LocalTag></LocalTags>
<Routines><Routine Name="Logic" Type="RLL"><RLLContent><Rung Number="0" Type="N"><Text><![CDATA[XIC(Cmd)TON(Timer,?,?);]]></Text></Rung></RLLContent></Routine></Routines>
<SignatureHistory><HistoryEntry User="eng" Timestamp="2026-03-02T08:00:00.000Z" SignatureID="16#1234" Description="checked"/></SignatureHistory>
</AddOnInstructionDefinition>
</AddOnInstructionDefinitions>
<Tags>
<Tag Name="Level" TagType="Base" DataType="REAL" Radix="Float" Constant="false" ExternalAccess="Read/Write">
<Description><![CDATA[of tank 1]]></Description>
<EngineeringUnits><EngineeringUnit Operand=""><![CDATA[mm]]></EngineeringUnit></EngineeringUnits>
<Maxes><Max Operand=""><![CDATA[1200.0]]></Max></Maxes>
<Mins><Min Operand=""><![CDATA[0.0]]></Min></Mins>
<Data Format="L5K"><![CDATA[8.00000000e+001]]></Data>
<Data Format="Decorated"><DataValue DataType="REAL" Radix="Float" Value="80.0"/></Data>
<ForceData Format="Decorated"><DataValue DataType="REAL" Radix="Float" Value="12.5"/></ForceData>
</Tag>
<Tag Name="Order" TagType="Produced" DataType="DINT" Radix="Decimal" Constant="false" ExternalAccess="Read/Write"><ProduceInfo ProduceCount="2" ProgrammaticallySendEventTrigger="false" UnicastPermitted="true" MinimumRPI="2.000" MaximumRPI="500.000" DefaultRPI="20.000"/><Data Format="Decorated"><DataValue DataType="DINT" Radix="Decimal" Value="7"/></Data></Tag>
<Tag Name="Remote" TagType="Consumed" DataType="DINT" Radix="Decimal" Constant="true" ExternalAccess="None"><ConsumeInfo Producer="Line2" RemoteTag="Order" RemoteInstance="0" RPI="20" Unicast="true"/><Data Format="Decorated"><DataValue DataType="DINT" Radix="Decimal" Value="0"/></Data></Tag>
<Tag Name="Start" TagType="Alias" Radix="Decimal" AliasFor="Local:4:I.Data.3" ExternalAccess="Read/Write"/>
<Tag Name="Axis_1" TagType="Base" DataType="AXIS_CIP_DRIVE" ExternalAccess="Read/Write"><Data Format="Axis"><AxisParameters MotionGroup="Group" MotionModule="Drive:Ch1" AxisConfiguration="Position Loop" ConversionConstant="1000000.0" PositionUnits="Position Units" MaximumSpeed="120.0" SoftTravelLimitPositive="500.0" SoftTravelLimitChecking="true"/></Data></Tag>
<Tag Name="Alarm_1" TagType="Base" DataType="ALARM_ANALOG" ExternalAccess="Read/Write"><Data Format="Alarm"><AlarmAnalogParameters EnableIn="false" HHLimit="95.0" HLimit="90.0" HEnabled="true" Severity="500" MinDurationPRE="0" AckRequired="true"/><AlarmConfig><Messages><Message Type="HH"><Text Lang="en-US">Too full</Text></Message></Messages></AlarmConfig></Data></Tag>
<Tag Name="Msg_1" TagType="Base" DataType="MESSAGE" ExternalAccess="Read/Write"><Data Format="Message"><MessageParameters MessageType="CIP Data Table Read" RemoteElement="Order" RequestedLength="1" ConnectedFlag="1" ConnectionPath="2, 10.0.0.5" CommTypeCode="0" LocalElement="Remote" CacheConnections="true"/></Data></Tag>
<Tag Name="T1" TagType="Base" DataType="TIMER" Constant="false" ExternalAccess="Read/Write"><Data Format="L5K"><![CDATA[[0,5000,0]]]></Data><Data Format="Decorated"><Structure DataType="TIMER"><DataValueMember Name="PRE" DataType="DINT" Radix="Decimal" Value="5000"/><DataValueMember Name="ACC" DataType="DINT" Radix="Decimal" Value="0"/><DataValueMember Name="EN" DataType="BOOL" Value="0"/></Structure></Data></Tag>
</Tags>
<Programs>
<Program Name="Main" TestEdits="false" MainRoutineName="Ladder" FaultRoutineName="Chart" Disabled="false" UseAsFolder="false" Class="Standard">
<Description><![CDATA[All of it]]></Description>
<Tags><Tag Name="Count" TagType="Base" DataType="DINT" Radix="Decimal" Usage="Public" Constant="false" ExternalAccess="Read Only"><Data Format="Decorated"><DataValue DataType="DINT" Radix="Decimal" Value="3"/></Data></Tag></Tags>
<Routines>
<Routine Name="Ladder" Type="RLL"><Description><![CDATA[Main]]></Description><RLLContent>
<Rung Number="0" Type="N"><Comment><![CDATA[fills]]></Comment><Text><![CDATA[XIC(Start)[XIO(Stop),XIC(Jog)]GEQ(Level,80.0)OTE(Pump);]]></Text></Rung>
<Rung Number="1" Type="N"><Text><![CDATA[XIC(Pump)TON(T1,?,?)SCP(Raw,0,27648,0.0,100.0,Level)CPT(Count,Count*2+1);]]></Text></Rung>
<Rung Number="2" Type="N"><Text><![CDATA[JSR(Sheet,0);]]></Text></Rung>
</RLLContent></Routine>
<Routine Name="Sheet" Type="FBD"><FBDContent SheetSize="Letter - 8.5 x 11 in" SheetOrientation="Landscape"><Sheet Number="1"><Description><![CDATA[control]]></Description>
<IRef ID="0" X="60" Y="80" Operand="Level" HideDesc="false"/>
<IRef ID="4" X="60" Y="120" Operand="50.0" HideDesc="false"/>
<ORef ID="1" X="500" Y="80" Operand="Out" HideDesc="false"/>
<Block Type="PIDE" ID="2" X="200" Y="60" Operand="PIDE_01" VisiblePins="PV SPProg CVEU" AutotuneTag="Tune" HideDesc="false"/>
<AddOnInstruction Name="Valve" ID="3" X="300" Y="200" Operand="V1" VisiblePins="Cmd" HideDesc="false"><InOutParameter Name="Travel" Argument="Count"/></AddOnInstruction>
<JSR ID="5" X="400" Y="300" Routine="Ladder"><InPar Argument="Count"/></JSR>
<Wire FromID="0" ToID="2" ToParam="PV"/>
<Wire FromID="4" ToID="2" ToParam="SPProg"/>
<FeedbackWire FromID="2" FromParam="CVEU" ToID="3" ToParam="Cmd"/>
<Wire FromID="2" FromParam="CVEU" ToID="1"/>
<TextBox ID="9" X="10" Y="10" Width="100"><Text><![CDATA[level control]]></Text></TextBox>
</Sheet></FBDContent></Routine>
<Routine Name="Chart" Type="SFC"><SFCContent SheetSize="Letter - 8.5 x 11 in" SheetOrientation="Landscape" StepName="Step" TransitionName="Tran" ActionName="Action" StopName="Stop">
<Step ID="0" X="200" Y="100" Operand="Fill" HideDesc="false" DescX="240" DescY="80" DescWidth="0" InitialStep="true" Preset="4000" LimitHigh="9000" PresetUsesExpr="false" LimitHighUsesExpr="false" LimitLowUsesExpr="false" ShowActions="true">
<Action ID="1" Operand="Action_0" Qualifier="P1" IsBoolean="false" PresetUsesExpr="false" Preset="500" IndicatorTag="Lamp"><Body><STContent><Line Number="0"><![CDATA[Pump := 1;]]></Line></STContent></Body></Action>
</Step>
<Step ID="2" X="100" Y="300" Operand="Heat" HideDesc="false" DescX="0" DescY="0" DescWidth="0" InitialStep="false" PresetUsesExpr="false" LimitHighUsesExpr="false" LimitLowUsesExpr="false" ShowActions="true"/>
<Transition ID="3" X="100" Y="200" Operand="Warm" HideDesc="false" DescX="0" DescY="0" DescWidth="0"><Description><![CDATA[if it is warm]]></Description><Condition><STContent><Line Number="0"><![CDATA[Level > 70.0]]></Line></STContent></Condition></Transition>
<Transition ID="4" X="300" Y="200" Operand="Cold" HideDesc="false" DescX="0" DescY="0" DescWidth="0"><Condition><STContent><Line Number="0"><![CDATA[Level > 40.0]]></Line></STContent></Condition></Transition>
<Stop ID="5" X="300" Y="300" Operand="Done" HideDesc="false" DescX="0" DescY="0" DescWidth="0"/>
<Branch ID="6" Y="160" BranchType="Selection" BranchFlow="Diverge" Priority="Default"><Leg ID="7"/><Leg ID="8"/></Branch>
<DirectedLink FromID="0" ToID="6" Show="true"/><DirectedLink FromID="7" ToID="3" Show="true"/><DirectedLink FromID="8" ToID="4" Show="true"/><DirectedLink FromID="3" ToID="2" Show="true"/><DirectedLink FromID="4" ToID="5" Show="true"/>
</SFCContent></Routine>
<Routine Name="Text" Type="ST"><STContent><Line Number="0"><![CDATA[IF Level > 90.0 THEN Pump := 0; END_IF; // too full]]></Line></STContent></Routine>
</Routines>
</Program>
</Programs>
<Tasks><Task Name="Fast" Type="PERIODIC" Rate="10" Priority="5" Watchdog="500" DisableUpdateOutputs="false" InhibitTask="false"><ScheduledPrograms><ScheduledProgram Name="Main"/></ScheduledPrograms></Task>
<Task Name="OnEvent" Type="EVENT" Rate="10" Priority="3" Watchdog="500" DisableUpdateOutputs="false" InhibitTask="true"><EventInfo EventTrigger="Axis Home" EventTag="Axis_1" EnableTimeout="false"/></Task></Tasks>
<CST MasterID="0"/>
<WallClockTime LocalTimeAdjustment="0" TimeZone="0"/>
<Trends><Trend Name="Fill" SamplePeriod="10" NumberOfCaptures="1" CaptureSizeType="Samples" CaptureSize="60000"><Pens><Pen Name="Level" Color="16#00ff_0000" Visible="true" Min="0.0" Max="100.0"/></Pens></Trend></Trends>
<DataLogs/>
<TimeSynchronize Priority1="128" Priority2="128" PTPEnable="true"/>
<EthernetPorts><EthernetPort Port="1" Label="A1" PortEnabled="true"/></EthernetPorts>
<InternetProtocol ConfigType="Manual" IPAddress="10.0.0.4" SubnetMask="255.255.255.0"/>
</Controller>
</RSLogix5000Content>
`;

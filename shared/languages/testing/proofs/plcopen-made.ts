const at = '<position x="10" y="20"/>';
const from = (id: number, more = '') =>
  `<connectionPointIn><relPosition x="0" y="5"/><connection refLocalId="${id}"${more}/></connectionPointIn>`;
const out = '<connectionPointOut><relPosition x="40" y="5"/></connectionPointOut>';
const xhtml = (text: string) => `<xhtml xmlns="http://www.w3.org/1999/xhtml">${text}</xhtml>`;

/** A project with text, rungs, boxes and a chart, and the tasks that run them. */
export const madeProject = `<?xml version="1.0" encoding="utf-8"?>
<project xmlns="http://www.plcopen.org/xml/tc6_0201">
  <fileHeader companyName="Plant" productName="Editor" productVersion="1.2" creationDateTime="2026-03-02T10:11:12"/>
  <contentHeader name="Line" author="eng" modificationDateTime="2026-03-02T10:11:12"><coordinateInfo><fbd><scaling x="1" y="1"/></fbd><ld><scaling x="1" y="1"/></ld><sfc><scaling x="1" y="1"/></sfc></coordinateInfo></contentHeader>
  <types>
    <dataTypes>
      <dataType name="Recipe"><baseType><struct><variable name="Volume"><type><REAL/></type><initialValue><simpleValue value="0.75"/></initialValue><documentation>${xhtml('per bottle')}</documentation></variable><variable name="Steps"><type><array><dimension lower="0" upper="3"/><baseType><INT/></baseType></array></type></variable></struct></baseType></dataType>
      <dataType name="Mode"><baseType><enum><values><value name="Off" value="0"/><value name="Manual" value="1"/></values></enum></baseType><initialValue><simpleValue value="Off"/></initialValue></dataType>
      <dataType name="Percent"><baseType><subrangeSigned><range lower="0" upper="100"/><baseType><INT/></baseType></subrangeSigned></baseType></dataType>
    </dataTypes>
    <pous>
      <pou name="Fill" pouType="functionBlock">
        <interface>
          <inputVars><variable name="Start"><type><BOOL/></type></variable></inputVars>
          <localVars retain="true"><variable name="Count" address="%MW3"><type><DINT/></type><initialValue><simpleValue value="5"/></initialValue></variable><variable name="Label"><type><string length="20"/></type></variable></localVars>
          <localVars><variable name="Delay"><type><derived name="TON"/></type></variable></localVars>
        </interface>
        <body><ST>${xhtml('IF Start THEN Count := Count + 1; END_IF; Delay(IN := Start, PT := T#3s);')}</ST></body>
        <documentation>${xhtml('fills')}</documentation>
      </pou>
      <pou name="Area" pouType="function"><interface><returnType><REAL/></returnType><inputVars><variable name="Width"><type><REAL/></type></variable></inputVars></interface><body><IL>${xhtml('LD Width\nMUL 2.0\nST Area')}</IL></body></pou>
      <pou name="Rungs" pouType="program">
        <interface><localVars><variable name="a"><type><BOOL/></type></variable><variable name="q"><type><BOOL/></type></variable></localVars></interface>
        <body><LD>
          <leftPowerRail localId="1" width="10" height="40">${at}<connectionPointOut formalParameter=""><relPosition x="10" y="20"/></connectionPointOut></leftPowerRail>
          <contact localId="2" width="20" height="15" negated="true" edge="none">${at}${from(1)}${out}<variable>a</variable></contact>
          <contact localId="3" width="20" height="15" negated="false" edge="rising">${at}${from(2)}${out}<variable>b</variable></contact>
          <coil localId="4" width="20" height="15" negated="false" storage="set">${at}${from(3)}${out}<variable>q</variable></coil>
          <rightPowerRail localId="5" width="10" height="40">${at}${from(4)}</rightPowerRail>
          <comment localId="6" width="100" height="20">${at}<content>${xhtml('starts')}</content></comment>
        </LD></body>
      </pou>
      <pou name="Boxes" pouType="program">
        <interface><localVars><variable name="x"><type><REAL/></type></variable></localVars></interface>
        <body><FBD>
          <inVariable localId="1" width="20" height="20" executionOrderId="0" negated="false">${at}${out}<expression>x</expression></inVariable>
          <inVariable localId="2" width="20" height="20" negated="false">${at}${out}<expression>2.5</expression></inVariable>
          <block localId="3" width="40" height="60" typeName="MUL" executionOrderId="1">${at}<inputVariables><variable formalParameter="IN1">${from(1)}</variable><variable formalParameter="IN2" negated="false" edge="none" storage="none">${from(2)}</variable></inputVariables><inOutVariables/><outputVariables><variable formalParameter="OUT">${out}</variable></outputVariables></block>
          <block localId="5" width="40" height="60" typeName="TON" instanceName="T1" executionOrderId="2">${at}<inputVariables><variable formalParameter="IN">${from(1)}</variable></inputVariables><inOutVariables/><outputVariables><variable formalParameter="Q">${out}</variable></outputVariables></block>
          <outVariable localId="4" width="20" height="20" executionOrderId="3" negated="false">${at}${from(3, ' formalParameter="OUT"')}<expression>y</expression></outVariable>
          <label localId="7" width="20" height="20" label="again">${at}</label>
          <jump localId="8" width="20" height="20" label="again">${at}${from(5, ' formalParameter="Q"')}</jump>
        </FBD></body>
      </pou>
      <pou name="Chart" pouType="program">
        <interface><localVars><variable name="a"><type><BOOL/></type></variable></localVars></interface>
        <actions><action name="Heat"><body><ST>${xhtml('a := TRUE;')}</ST></body></action></actions>
        <transitions><transition name="Warm"><body><ST>${xhtml(':= a;')}</ST></body></transition></transitions>
        <body><SFC>
          <step localId="1" width="30" height="20" name="Wait" initialStep="true">${at}<connectionPointIn><relPosition x="15" y="0"/></connectionPointIn><connectionPointOut formalParameter=""><relPosition x="15" y="20"/></connectionPointOut><connectionPointOutAction formalParameter=""><relPosition x="30" y="10"/></connectionPointOutAction></step>
          <actionBlock localId="2" width="100" height="20" negated="false">${at}<connectionPointIn><relPosition x="0" y="10"/><connection refLocalId="1"/></connectionPointIn><action localId="0" qualifier="D" duration="T#2s" indicator="lamp"><relPosition x="0" y="0"/><reference name="Heat"/></action><action localId="10" qualifier="N"><relPosition x="0" y="0"/><inline><ST>${xhtml('a := FALSE;')}</ST></inline></action></actionBlock>
          <selectionDivergence localId="3" width="100" height="1">${at}${from(1)}<connectionPointOut formalParameter=""><relPosition x="0" y="1"/></connectionPointOut></selectionDivergence>
          <transition localId="4" width="20" height="2" priority="1">${at}${from(3)}${out}<condition negated="false"><reference name="Warm"/></condition></transition>
          <transition localId="5" width="20" height="2" priority="2">${at}${from(3)}${out}<condition><inline name=""><ST>${xhtml('a AND NOT b')}</ST></inline></condition></transition>
          <step localId="6" width="30" height="20" name="Hot">${at}${from(4)}${out}</step>
          <jumpStep localId="7" width="30" height="20" targetName="Wait">${at}${from(5)}</jumpStep>
        </SFC></body>
      </pou>
    </pous>
  </types>
  <instances><configurations><configuration name="Line"><resource name="Cpu"><task name="Fast" interval="T#10ms" priority="1"><pouInstance name="P1" typeName="Rungs"/></task><globalVars constant="true"><variable name="Top"><type><INT/></type><initialValue><simpleValue value="95"/></initialValue></variable></globalVars><pouInstance name="P2" typeName="Boxes"/></resource></configuration></configurations></instances>
</project>
`;

/** An export of one section around what is in it, as Control Expert writes them. */
export function section(source: string, more = '', product = 'Control Expert V15.0'): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<LDExchangeFile>
<fileHeader company="Schneider Automation" product="${product}" dateTime="date_and_time#2026-1-5-10:0:0" content="source" DTDVersion="41"></fileHeader>
<contentHeader name="Bath" version="0.0.7" dateTime="date_and_time#2026-1-5-9:0:0"></contentHeader>
<program><identProgram name="Pumps" type="section" task="MAST" SectionOrder="1"></identProgram>
${source}</program>
${more}</LDExchangeFile>`;
}

export function ladder(...rows: readonly string[]): string {
  return section(`<LDSource nbColumns="11"><networkLD>\n${rows.join('\n')}\n</networkLD></LDSource>`);
}

export function row(...cells: readonly string[]): string {
  return `<typeLine>${cells.join('')}</typeLine>`;
}

export const gap = row('<emptyLine nbRows="1"></emptyLine>');
export const open = (name: string) =>
  `<contact typeContact="openContact" contactVariableName="${name}"></contact>`;
export const closed = (name: string) =>
  `<contact typeContact="closedContact" contactVariableName="${name}"></contact>`;
export const rising = (name: string) =>
  `<contact typeContact="PContact" contactVariableName="${name}"></contact>`;
export const coil = (name: string, kind = 'coil') =>
  `<coil typeCoil="${kind}" coilVariableName="${name}"></coil>`;
export const across = (cells: number) => `<HLink nbCells="${cells}"></HLink>`;
export const empty = (cells: number) => `<emptyCell nbCells="${cells}"></emptyCell>`;
export const down = (inner: string) => `<shortCircuit><VLink></VLink>${inner}</shortCircuit>`;
export const operate = (width: number, statement: string) =>
  `<operateBlock width="${width}"><statement>${statement}</statement></operateBlock>`;
export const compare = (width: number, expression: string) =>
  `<compareBlock width="${width}"><expression>${expression}</expression></compareBlock>`;

interface Pins {
  readonly [name: string]: string | null;
}

function pins(side: 'input' | 'output', list: Pins): string {
  return Object.entries(list)
    .map(([name, written]) => {
      const at = written === null ? '' : ` effectiveParameter="${written}"`;
      return `<${side}Variable invertedPin="${name.startsWith('!')}" formalParameter="${name.replace('!', '')}"${at}></${side}Variable>`;
    })
    .join('');
}

export function block(
  instance: string,
  type: string,
  at: readonly [number, number],
  inputs: Pins,
  outputs: Pins,
  { enabling = true, height = 8 }: { readonly enabling?: boolean; readonly height?: number } = {},
): string {
  return `<FFBBlock instanceName="${instance}" typeName="${type}" additionnalPinNumber="0" enEnO="${enabling}" width="16" height="${height}"><objPosition posX="${at[0]}" posY="${at[1]}"></objPosition><descriptionFFB execAfter="">${pins('input', { EN: null, ...inputs })}${pins('output', { ENO: null, ...outputs })}</descriptionFFB></FFBBlock>`;
}

export function link(from: readonly [string, string], to: readonly [string, string]): string {
  return `<linkFB><linkSource parentObjectName="${from[0]}" pinName="${from[1]}"><objPosition posX="1" posY="1"></objPosition></linkSource><linkDestination parentObjectName="${to[0]}" pinName="${to[1]}"><objPosition posX="44" posY="7"></objPosition></linkDestination></linkFB>`;
}

export function sheet(...parts: readonly string[]): string {
  return section(
    `<FBDSource nbRows="24" nbColumns="36"><networkFBD>\n${parts.join('\n')}\n</networkFBD></FBDSource>`,
  );
}

const spot = ([x, y]: readonly [number, number]) => `<objPosition posX="${x}" posY="${y}"></objPosition>`;

export function step(name: string, at: readonly [number, number], inner = '', type = 'step'): string {
  return `<step stepType="${type}" stepName="${name}">${spot(at)}${inner}</step>`;
}

export function action(name: string, qualifier = 'N', time = ''): string {
  return `<action qualifier="${qualifier}"><actionName><sectionName>${name}</sectionName></actionName><tValue><tLiteral>${time}</tLiteral></tValue></action>`;
}

export function transition(condition: string, at: readonly [number, number], inverted = false): string {
  return `<transition>${spot(at)}<transitionCondition invertLogic="${inverted}"><variableName>${condition}</variableName></transitionCondition></transition>`;
}

export function spanning(name: string, at: readonly [number, number], width: number): string {
  return `<${name} width="${width}" relativePos="0">${spot(at)}</${name}>`;
}

export function jump(name: string, at: readonly [number, number]): string {
  return `<jumpSFC stepName="${name}">${spot(at)}</jumpSFC>`;
}

export function chartLink(
  from: readonly [string, readonly [number, number]],
  to: readonly [string, readonly [number, number]],
): string {
  return `<linkSFC><directedLinkSource objectType="${from[0]}">${spot(from[1])}</directedLinkSource><directedLinkDestination objectType="${to[0]}">${spot(to[1])}</directedLinkDestination><gridObjPosition posX="0.5" posY="2.5"></gridObjPosition></linkSFC>`;
}

export function chart(parts: readonly string[], sources = ''): string {
  return `<SFCExchangeFile><fileHeader company="Schneider Automation" product="Control Expert V15.0"></fileHeader>
<SFCProgram areaNum="0" operatorCtrl="0"><identProgram name="Fill" type="section" task="MAST"></identProgram>
<chartSource name="Chart"><networkSFC>\n${parts.join('\n')}\n</networkSFC></chartSource>
${sources}</SFCProgram></SFCExchangeFile>`;
}

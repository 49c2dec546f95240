import type { Advice } from '@witnessmark/shared/api';

/** Families of controllers that advice tells apart. */
export type Family = 's7-300' | 's7-400' | 's7-1200' | 's7-1500';

interface Row extends Advice {
  /** Of these families alone; of every controller where absent. */
  readonly families?: readonly Family[];
  /** Superfluous where one of these capabilities was found. */
  readonly unless?: readonly string[];
  /** Superfluous where the asset is already read by such a source. */
  readonly unlessSource?: string;
}

/**
 * Ways to see more. Each is a person's decision with a cost, so each names licence and device. Nothing may stand
 * here that makes a plant easier to attack or to disturb; the test beside this table holds every text to that.
 */
export const adviceTable: readonly Row[] = [
  {
    id: 'exports',
    serves: 'logic',
    see: 'What the program says, block by block, with its names and comments.',
    how: 'Let the engineering station export the program into a folder that an agent watches: by the Version Control Interface or an Openness script of TIA Portal, or as sources from STEP 7.',
    licence: 'The licence of the engineering tool on the station that exports (TIA Portal: STEP 7).',
    device: 'None on the controller: it is not contacted.',
    limits:
      'It shows what was exported, not what runs; whether both match stays open unless a checksum proves it.',
    source:
      'Siemens: TIA Portal, Version Control Interface; TIA Portal Openness system manual, export and import.',
    unlessSource: 'files',
  },
  {
    id: 'web-api',
    serves: 'logic',
    see: 'Operating mode, the tree of the program, the signature of the fail-safe program with its last change, diagnostic buffer and syslog buffer.',
    how: 'Give the agent a user of its own in the web server of the CPU, with rights to read variables and query diagnostics and nothing else, and declare the Web API as a source.',
    licence: 'No licence is known to be needed for the Web API.',
    device: 'S7-1500 from firmware 2.8, S7-1200 from firmware 4.5; signatures need a fail-safe CPU.',
    limits: 'Code of blocks is not given; the program’s content stays invisible.',
    source: 'Siemens: web server function manual, Web API (JSON-RPC over HTTPS).',
    families: ['s7-1200', 's7-1500'],
    unlessSource: 'webapi',
  },
  {
    id: 'checksum-tag',
    serves: 'logic',
    see: 'That the program changed, at the next reading.',
    how: 'Let the engineer of the program put the result of GetChecksum into a variable that is already read, and declare that variable as the checksum of the program.',
    licence: 'The TIA Portal licence (STEP 7) of the engineer who adds it.',
    device: 'A CPU with the instruction GetChecksum; a planned change of its program.',
    limits: 'It says that something changed, not what.',
    source: 'Siemens: STEP 7 (TIA Portal), instruction GetChecksum.',
    families: ['s7-1200', 's7-1500'],
    unless: ['logic.fingerprint'],
  },
  {
    id: 'opcua-server',
    serves: 'values',
    see: 'Setpoints and recipes by name, from data blocks as they are, without a change of the program.',
    how: 'Activate the OPC UA server of the CPU with signed and encrypted connections, and give the agent a user of its own that may only read.',
    licence:
      'OPC UA runtime licence of the CPU: SIMATIC OPC UA S7-1500 small, medium or large by CPU; S7-1200: basic.',
    device: 'S7-1500, or S7-1200 from firmware 4.4.',
    limits: 'It shows values, not the program.',
    source: 'Siemens: S7-1500 communication function manual, OPC UA server and its licences.',
    families: ['s7-1200', 's7-1500'],
    unlessSource: 'opcua',
  },
  {
    id: 'syslog',
    serves: 'who',
    see: 'Log-ons, changes of program and configuration, mode changes and firmware updates, told by the CPU itself.',
    how: 'Have the CPU send its security messages over an encrypted connection to the syslog receiver of the site.',
    licence: 'No licence is known to be needed; a CPU from this firmware on collects the messages always.',
    device: 'S7-1500 from firmware 3.1.',
    limits: 'The user is named only where the CPU has a user management; a shared account stays one account.',
    source: 'Siemens: S7-1500 system manual, section Syslog messages (RFC 5424, from firmware V3.1).',
    families: ['s7-1500'],
    unless: ['who.syslog'],
  },
  {
    id: 'opcua-audit',
    serves: 'who',
    see: 'For each write by an OPC UA client: its user, the variable, the old and the new value.',
    how: 'Activate auditing in the OPC UA server and let the agent’s user receive audit events; whether they come is then proven by the agent’s own session.',
    licence: 'The licence of the OPC UA server (S7-1500: runtime licence small, medium or large by CPU).',
    device: 'A server that raises AuditWriteUpdate events: few do, so it is probed.',
    limits: 'OPC UA clients alone: a download by an engineering tool over another protocol raises none.',
    source: 'OPC Foundation: OPC 10000-4 §6.5.8 and OPC 10000-5, audit events.',
    unless: ['who.audit'],
  },
  {
    id: 'hmi-audit',
    serves: 'who',
    see: 'Operator, tag, old and new value, station and time of what was changed at a panel or in SCADA, where most setpoints are changed.',
    how: 'Record operator actions in the audit trail of the HMI and let an agent watch the folder it is exported to.',
    licence:
      'The audit option of the HMI, e.g. the WinCC Audit licence; with other makers their audit or history module.',
    device: 'An HMI or SCADA system with an audit trail.',
    limits: 'It knows only what went through the panel.',
    source: 'Siemens: WinCC/Audit system manual.',
    unless: ['who.hmi-audit'],
  },
  {
    id: 'network-sensor',
    serves: 'who',
    see: 'Which station downloaded, wrote or stopped the CPU, and when.',
    how: 'Let a passive sensor (Zeek with the ICSNPP s7comm parser) listen on a mirror port of the switch in the cell.',
    licence: 'None to buy: Zeek and ICSNPP are under a BSD licence.',
    device: 'A switch with a mirror port, and a sensor beside it.',
    limits: 'It names a station, not a person; of an encrypted connection it shows only that it was there.',
    source: 'CISA: ICSNPP s7comm for Zeek.',
    families: ['s7-300', 's7-400'],
    unless: ['who.network'],
  },
];

/** What is known of an asset that advice depends on. */
export interface Advised {
  /** Empty where nobody knows: then advice of every family is given, each naming the device it needs. */
  readonly families: ReadonlySet<Family>;
  readonly sources: ReadonlySet<string>;
  /** Words of capabilities that were found in state yes. */
  readonly found: ReadonlySet<string>;
}

/** The rows that would let one see more of this asset, in the table's order. */
export function adviceFor({ families, sources, found }: Advised): Advice[] {
  return adviceTable
    .filter(
      row =>
        (row.families === undefined ||
          families.size === 0 ||
          row.families.some(family => families.has(family))) &&
        !(row.unless ?? []).some(word => found.has(word)) &&
        (row.unlessSource === undefined || !sources.has(row.unlessSource)),
    )
    .map(({ families: _families, unless: _unless, unlessSource: _source, ...advice }) => advice);
}

/**
 * The family an identity belongs to: by the order number of the CPU (6ES7 3…, and the ET 200 CPUs 6ES7 151/154 of
 * the S7-300 range; 6ES7 4…; 6ES7 2…; 6ES7 5…), or by the family's name in what an OPC UA server calls itself.
 */
export function familyOf(identity: Readonly<Record<string, string>>): Family | null {
  const order = (identity['now orderNumber'] ?? '').replaceAll(' ', '');
  if (/^6ES7(?:3|15[14]-8)/.test(order)) return 's7-300';
  if (/^6ES74/.test(order)) return 's7-400';
  if (/^6ES721/.test(order)) return 's7-1200';
  if (/^6ES751/.test(order)) return 's7-1500';
  const named = /S7-(300|400|1200|1500)(?!\d)/i.exec(
    `${identity['now applicationUri'] ?? ''} ${identity['now productUri'] ?? ''}`,
  );
  return named === null ? null : (`s7-${named[1]}` as Family);
}

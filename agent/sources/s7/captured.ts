import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/** Whether the real captures and sources are there to be read in place; says so loudly where not. */
export const capturedThere = existsSync(folder);
if (!capturedThere) console.warn(`SKIPPED: tests with real S7 captures and sources, no folder ${folder}`);

interface CapturedUserdata {
  readonly request_pdu: string;
  readonly response_pdus: readonly string[];
  readonly param_error: string;
}

export interface CapturedSzl extends CapturedUserdata {
  readonly szl_id: string;
  readonly index: string;
  readonly return_code: string;
  readonly records: readonly string[];
  readonly partial: boolean;
}

export interface CapturedCounts extends CapturedUserdata {
  readonly counts: Readonly<Record<string, number>>;
}

export interface CapturedList extends CapturedUserdata {
  readonly type: string;
  readonly blocks: readonly { readonly number: number; readonly flags: number; readonly lang: string }[];
}

export interface CapturedInfo extends CapturedUserdata {
  /** Type, number in five digits, file system: `0800001A`. */
  readonly request: string;
  readonly info: Readonly<Record<string, string | number>>;
}

export interface CapturedUpload {
  readonly filename: string;
  /** Requests and answers in turn; of a refused upload the request alone. */
  readonly pdus: readonly string[];
  readonly ack_pdu?: string;
  readonly error?: string;
  readonly len?: number;
  readonly sha256?: string;
}

export interface CapturedSession {
  readonly list_blocks: readonly CapturedCounts[];
  readonly list_blocks_of_type: readonly CapturedList[];
  readonly block_info: readonly CapturedInfo[];
  readonly uploads: readonly CapturedUpload[];
  readonly setup: readonly { readonly ros: number; readonly pdu_len: number }[];
  readonly szl: readonly CapturedSzl[];
}

export function capturedSession(name: string): CapturedSession {
  return JSON.parse(readFileSync(`${folder}s7-captured/${name}/session.json`, 'utf8'));
}

/** Images of real data blocks, by name. */
export function capturedDataBlocks(): ReadonlyMap<string, Buffer> {
  const files = [
    's7-captured/s7comm_downloading_block_db1/blocks/download_f43_DB1.mc7.bin',
    's7-captured/step7_s300_download/blocks/download_f87_DB1.mc7.bin',
    'artefacts/mc7-awl/DB4.mc7.bin',
    'artefacts/mc7-awl/PLCinject_DB1000.mc7',
  ];
  return new Map(files.map(file => [file, readFileSync(folder + file)]));
}

export function artefact(path: string): string {
  return readFileSync(`${folder}artefacts/${path}`, 'utf8');
}

export const sessions = [
  'plc4x_s71200_manual',
  's7comm_downloading_block_db1',
  's7comm_program_blocklist_onlineview',
  's7comm_reading_setting_plc_time',
  'snap7_s300_everything',
  'step7_s300_AuthPassword',
  'step7_s300_copyRamToRom',
  'step7_s300_download',
  'step7_s300_readDiagData',
  'tia_s300_downloadOb1',
  'tia_s300_goOnline',
] as const;

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/** Whether the real captures and sources are there to be read in place; says so loudly where not. */
export const capturedThere = existsSync(folder);
if (!capturedThere) console.warn(`SKIPPED: tests with real S7 captures and sources, no folder ${folder}`);

export interface CapturedSzl {
  readonly szl_id: string;
  readonly index: string;
  readonly return_code: string;
  readonly response_pdus: readonly string[];
  readonly records: readonly string[];
  readonly partial: boolean;
}

export interface CapturedSession {
  readonly setup: readonly { readonly ros: number; readonly pdu_len: number }[];
  readonly szl: readonly CapturedSzl[];
}

export function capturedSession(name: string): CapturedSession {
  return JSON.parse(readFileSync(`${folder}s7-captured/${name}/session.json`, 'utf8'));
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

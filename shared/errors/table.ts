import { agentErrors } from './agent.ts';
import { backupErrors } from './backup.ts';
import { claimErrors } from './claims.ts';
import { configErrors } from './config.ts';
import { dbErrors } from './db.ts';
import { filesErrors } from './files.ts';
import { httpErrors } from './http.ts';
import { identityErrors } from './identity.ts';
import { ingestErrors } from './ingest.ts';
import { itemsErrors } from './items.ts';
import { judgementErrors } from './judgement.ts';
import { logErrors } from './log.ts';
import { mc7Errors } from './mc7.ts';
import { opcuaErrors } from './opcua.ts';
import { s7Errors } from './s7.ts';
import { sessionErrors } from './sessions.ts';
import { spoolErrors } from './spool.ts';
import { storeErrors } from './store.ts';
import { valuesErrors } from './values.ts';
import { vaultErrors } from './vault.ts';
import { webapiErrors } from './webapi.ts';
import { wireErrors } from './wire.ts';
import { witnessErrors } from './witnesses.ts';

/** Every error this product tells anybody about: what happened, and what to do next. */
export const errorTable = {
  ...agentErrors,
  ...backupErrors,
  ...claimErrors,
  ...configErrors,
  ...dbErrors,
  ...filesErrors,
  ...httpErrors,
  ...identityErrors,
  ...ingestErrors,
  ...itemsErrors,
  ...judgementErrors,
  ...logErrors,
  ...mc7Errors,
  ...opcuaErrors,
  ...s7Errors,
  ...sessionErrors,
  ...spoolErrors,
  ...storeErrors,
  ...valuesErrors,
  ...vaultErrors,
  ...webapiErrors,
  ...wireErrors,
  ...witnessErrors,
} as const;
export type ErrorCode = keyof typeof errorTable;

/**
 * A failure with a code from `errorTable`. `subject` names what it happened to (an asset, a file, a
 * fact's key), `detail` says what was seen. The message reads: subject: what happened (detail). What to do.
 */
export class WitnessError extends Error {
  override readonly name = 'WitnessError';
  readonly code: ErrorCode;
  readonly subject: string;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, subject: string, detail?: string, options?: ErrorOptions) {
    const entry = errorTable[code];
    super(
      `${subject}: ${entry.happened}${detail === undefined ? '' : ` (${detail})`}. ${entry.remedy}`,
      options,
    );
    this.code = code;
    this.subject = subject;
    this.detail = detail;
  }

  /** HTTP status of the same failure. */
  get status(): number {
    return errorTable[this.code].status;
  }
}

export function isWitnessError(error: unknown): error is WitnessError {
  return error instanceof WitnessError;
}

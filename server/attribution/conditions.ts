import type { Around } from './bracket.ts';
import type { Reasons } from './reasons.ts';
import type { Write } from './writes.ts';

/** What holds of a part's window, sessions, paths, records and claims, whatever it then comes to. */
export function tellConditions(around: Around, reasons: Reasons): void {
  const { part, sessions, seen, writes, claims } = around;
  if (part.lastClean === null) reasons.add('window-open');
  if (!part.settled) reasons.add('not-settled');
  for (const { session, covers, inGrace, ofKind } of sessions) {
    const about = { session: session.id };
    reasons.add(covers ? 'session-covers-window' : 'session-outside-window', about);
    if (inGrace) reasons.add('session-in-grace', about);
    if (!ofKind) reasons.add('session-outside-scope', about);
    if (!session.approved) reasons.add('session-not-approved', about);
    if (session.breakGlass) reasons.add('break-glass', about);
  }
  for (const write of writes) tellWrite(write, reasons);
  const writing = new Set(writes.map(({ known }) => known.record.ref));
  for (const { known, acting, refs } of seen) {
    if (acting.identity !== null && (known.role === 'present' || !writing.has(known.record.ref)))
      reasons.add('somebody-had-access', { identity: acting.identity }, ...refs);
  }
  for (const { person, state, selfConfirmed, refs } of claims) {
    reasons.add('claimed', { person }, ...refs);
    if (state === 'confirmed') reasons.add('claim-confirmed', { person }, ...refs);
    if (state === 'awaiting') reasons.add('claim-awaiting', { person }, ...refs);
    if (state === 'disputed') reasons.add('claim-disputed', { person }, ...refs);
    if (selfConfirmed) reasons.add('claim-self-confirmed', { person }, ...refs);
  }
}

/** By which ways a part can be written, and which of them anybody watched. */
export function tellPaths({ paths }: Around, reasons: Reasons): void {
  if (paths.length === 0) reasons.add('paths-unknown');
  for (const { path, state } of paths) reasons.add(`path-${state}`, { path });
}

function tellWrite({ known, telling }: Write, reasons: Reasons): void {
  const about = { witness: known.record.witness };
  const { ref, clockErrorMs } = known.record;
  if (telling === 'other') reasons.add('record-other-value', about, ref);
  if (telling === 'untold') reasons.add('record-without-value', about, ref);
  if (telling === 'nothing-new') reasons.add('record-changed-nothing', about, ref);
  if (clockErrorMs === null) reasons.add('record-without-clock-bound', about, ref);
}

/** Who the last write is by, and how far the trail goes. */
export function tellReach({ acting, known }: Write, reasons: Reasons): void {
  const { identity, placedBy, path } = acting;
  const { ref } = known.record;
  const about = identity === null ? {} : { identity };
  if (placedBy.length > 0) reasons.add('account-resolved-by-other-witness', about, ...placedBy);
  else if (acting.reach === 'account') reasons.add('record-names-account-only', about, ref);
  else if (acting.reach === 'station') reasons.add('record-names-station-only', about, ref);
  else if (acting.reach === 'path') reasons.add('record-names-path-only', path === null ? {} : { path }, ref);
}

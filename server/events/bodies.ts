import { WitnessError } from '@witnessmark/shared/errors';
import type { EventType, LogEvent } from '@witnessmark/shared/log';
import type { z } from 'zod';
import { attributionJudgedSchema } from '../attribution/index.ts';
import * as facts from './fact-bodies.ts';
import * as judgements from './judgement-bodies.ts';
import * as person from './person-bodies.ts';
import * as plant from './plant-bodies.ts';
import * as registry from './registry-bodies.ts';
import * as sessions from './session-bodies.ts';

/** The shape of each event's body, for the types that something is projected from. */
export const bodySchemas = {
  'observation.recorded': facts.observationBodySchema,
  'observation.late': facts.observationBodySchema,
  'coverage.changed': facts.coverageBodySchema,
  'coverage.digest': facts.coverageBodySchema,
  'statement.recorded': facts.statementBodySchema,
  'statement.collected': facts.statementCollectedSchema,
  'attribution.judged': attributionJudgedSchema,
  'attribution.rejudge-ordered': judgements.rejudgeOrderedSchema,
  'queue.assigned': judgements.queueAssignedSchema,
  'shift.signed-off': judgements.shiftSignedOffSchema,
  'claim.made': judgements.claimMadeSchema,
  'claim.confirmed': judgements.claimAnsweredSchema,
  'claim.disputed': judgements.claimAnsweredSchema,
  'claim.withdrawn': judgements.claimAnsweredSchema,
  'registry.identity-declared': registry.identityDeclaredSchema,
  'registry.path-declared': registry.pathDeclaredSchema,
  'policy.adopted': registry.policyAdoptedSchema,
  'notice.recorded': facts.noticeBodySchema,
  'fact.refused': facts.refusedBodySchema,
  'input.refused-counted': plant.inputRefusedSchema,
  'asset.declared': plant.assetDeclaredSchema,
  'stream.declared': plant.streamDeclaredSchema,
  'stream.assigned': plant.streamAssignedSchema,
  'stream.gap': plant.streamGapSchema,
  'stream.forked': plant.streamForkedSchema,
  'asset.phase': plant.assetPhaseSchema,
  'asset.identity': plant.assetIdentitySchema,
  'asset.damaged': plant.assetDamagedSchema,
  'asset.healed': plant.assetHealedSchema,
  'agent.invited': plant.agentInvitedSchema,
  'agent.uninvited': plant.agentUninvitedSchema,
  'agent.joined': plant.agentJoinedSchema,
  'agent.renewed': plant.agentRenewedSchema,
  'agent.revoked': plant.agentRevokedSchema,
  'order.issued': plant.orderIssuedSchema,
  'content.withheld': plant.contentWithheldSchema,
  'content.erased': plant.contentErasedSchema,
  'person.added': person.personAddedSchema,
  'person.granted': person.personGrantSchema,
  'person.revoked': person.personGrantSchema,
  'person.disabled': person.personOpenSchema,
  'person.enabled': person.personOpenSchema,
  'person.erased': person.personErasedSchema,
  'person.sponsored': person.personSponsoredSchema,
  'person.set-up-issued': person.personSetUpIssuedSchema,
  'person.signed-in': person.personSignedInSchema,
  'person.signed-out': person.personSignedOutSchema,
  'person.stepped-up': person.personSteppedUpSchema,
  'person.sign-in-failed-counted': person.personSignInFailedSchema,
  'person.credential-changed': person.personCredentialSchema,
  'person.recovery-code-used': person.personRecoveryCodeUsedSchema,
  'person.token-issued': person.personTokenIssuedSchema,
  'person.token-revoked': person.personTokenRevokedSchema,
  'backup.taken': plant.backupTakenSchema,
  'log.opened': plant.logOpenedSchema,
  'vault.read': plant.vaultReadSchema,
  'session.requested': sessions.sessionRequestedSchema,
  'session.approved': sessions.sessionApprovedSchema,
  'session.declined': sessions.sessionRefusedSchema,
  'session.withdrawn': sessions.sessionRefusedSchema,
  'session.started': sessions.sessionStartedSchema,
  'session.extended': sessions.sessionExtendedSchema,
  'session.ended': sessions.sessionEndedSchema,
  'session.reviewed': sessions.sessionReviewedSchema,
} as const satisfies Partial<Record<EventType, z.ZodType>>;

export type BodyType = keyof typeof bodySchemas;
export type BodyOf<Type extends BodyType> = z.infer<(typeof bodySchemas)[Type]>;

export function hasBody(type: EventType): type is BodyType {
  return type in bodySchemas;
}

/** The typed body of an event. Throws `log.entry-invalid` for one that does not fit its type. */
export function bodyOf<Type extends BodyType>(type: Type, event: LogEvent): BodyOf<Type> {
  const parsed = bodySchemas[type].safeParse(event.body);
  if (!parsed.success) {
    throw new WitnessError('log.entry-invalid', event.key, parsed.error.issues[0]?.message, {
      cause: parsed.error,
    });
  }
  return parsed.data as BodyOf<Type>;
}

/** A body as the log takes it: what is undefined is left out. */
export function toBody<Type extends BodyType>(_type: Type, body: BodyOf<Type>): LogEvent['body'] {
  return JSON.parse(JSON.stringify(body)) as LogEvent['body'];
}

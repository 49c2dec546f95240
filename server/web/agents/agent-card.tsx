import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Agent } from '@witnessmark/shared/api';
import { acts, agentsQuery } from '../api/index.ts';
import { useMay } from '../app/index.ts';
import { ActForm, bytesText, counted, textOf } from '../parts/index.ts';
import { spanText, useNow, When } from '../time/index.ts';
import { StreamsTable } from './streams-table.tsx';

interface Props {
  readonly agent: Agent;
  readonly chosen: boolean;
  readonly others: readonly Agent[];
}

const soonMs = 14 * 86_400_000;

/** One agent: contact, clock, spool, certificate, version, and the load it causes stream by stream. */
export function AgentCard({ agent, chosen, others }: Props) {
  const now = useNow();
  const manages = useMay('manage-agents');
  const queries = useQueryClient();
  const revoked = agent.state === 'revoked';
  const certificateSoon = Date.parse(agent.certificateNotAfter) - now < soonMs;
  return (
    <article
      className={`card agent${chosen ? ' chosen' : ''}`}
      id={agent.id}
      aria-labelledby={`${agent.id}-name`}
    >
      <h2 id={`${agent.id}-name`}>
        {agent.name}{' '}
        {revoked ? (
          <span className="badge loud">✕ revoked</span>
        ) : agent.well ? (
          <span className="badge">✓ well</span>
        ) : (
          <span className="badge loud">! unwell</span>
        )}
      </h2>
      {agent.complaints.map(complaint => (
        <p key={complaint} className="blank">
          ! {complaint}
        </p>
      ))}
      <dl className="pairs">
        <div>
          <dt>Last contact</dt>
          <dd>{agent.lastContact ? <When at={agent.lastContact} ago /> : 'never'}</dd>
        </div>
        <div>
          <dt>Clock</dt>
          <dd>
            {agent.clock
              ? `${agent.clock.offsetMs < 0 ? '−' : '+'}${Math.abs(Math.round(agent.clock.offsetMs))} ms from the server's, ± ${Math.ceil(agent.clock.errorMs)} ms`
              : 'not measured yet'}
          </dd>
        </div>
        <div>
          <dt>Spool</dt>
          <dd>
            {agent.spool ? (
              <Spool spool={agent.spool} />
            ) : agent.lastContact === null ? (
              'not reported yet'
            ) : (
              'shown to who sees all of its streams'
            )}
          </dd>
        </div>
        <div>
          <dt>Certificate ends</dt>
          <dd className={certificateSoon ? 'loud-text' : undefined}>
            {certificateSoon && '! '}
            <When at={agent.certificateNotAfter} ago />
          </dd>
        </div>
        <div>
          <dt>Version</dt>
          <dd>
            {agent.build}, joined <When at={agent.joinedAt} />
          </dd>
        </div>
        <div>
          <dt>Area</dt>
          <dd>
            <Link to="/assets" search={{ area: agent.area }}>
              {agent.area}
            </Link>
          </dd>
        </div>
        {agent.process && (
          <div>
            <dt>Process</dt>
            <dd>
              {bytesText(agent.process.rssBytes)} memory, {spanText(agent.process.cpuMs)} CPU, up{' '}
              {spanText(agent.process.uptimeS * 1000)}
            </dd>
          </div>
        )}
        <div>
          <dt>Id</dt>
          <dd>
            <Link to="/log" search={{ subject: `agent:${agent.id}` }}>
              <code>{agent.id}</code>
            </Link>
          </dd>
        </div>
      </dl>
      <StreamsTable agent={agent} agents={others} />
      {manages && !revoked && (
        <ActForm
          title={`Revoke ${agent.name}`}
          verb="Revoke"
          grave
          explain={
            <p>
              Its certificate stops working at once and it cannot come back without a new invitation.{' '}
              {counted(agent.streams.length, 'stream')} will not be watched until another agent takes them
              over. What it spooled and did not send stays with it.
            </p>
          }
          done="Revoked."
          onAct={async form => {
            await acts.revokeAgent(agent.id, textOf(form, 'reason'));
            await queries.invalidateQueries({ queryKey: agentsQuery.queryKey });
          }}
        />
      )}
    </article>
  );
}

function Spool({ spool }: { readonly spool: NonNullable<Agent['spool']> }) {
  const share = spool.bytes / spool.capacityBytes;
  return (
    <>
      <meter min={0} max={1} high={0.8} optimum={0} value={share} aria-label="Spool in use" />{' '}
      {Math.round(share * 100)} % of {bytesText(spool.capacityBytes)}, {counted(spool.facts, 'fact')}
      {spool.oldestUnacked && (
        <>
          , oldest unacknowledged <When at={spool.oldestUnacked} ago />
        </>
      )}
      {spool.quarantined > 0 && <span className="loud-text"> ! {spool.quarantined} quarantined</span>}
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { agentsQuery } from '../api/index.ts';
import { useMay } from '../app/index.ts';
import { InviteAgent, NothingYet } from '../connect/index.ts';
import { counted, Empty, Loaded, useTitle } from '../parts/index.ts';
import { AgentCard } from './agent-card.tsx';
import { OpenInvitations } from './open-invitations.tsx';

const route = getRouteApi('/agents');

export function AgentsView() {
  useTitle('Agents');
  const manages = useMay('manage-agents');
  const { agent: chosen, show } = route.useSearch();
  const agents = useQuery(agentsQuery);
  const loaded = agents.data !== undefined;
  useEffect(() => {
    if (loaded && chosen) document.getElementById(chosen)?.scrollIntoView({ block: 'start' });
  }, [loaded, chosen]);
  return (
    <div className="view">
      <Loaded result={agents} what="the agents">
        {({ rows }) => {
          if (rows.length === 0)
            return (
              <>
                <NothingYet title="No agent has joined yet" />
                {manages && <OpenInvitations />}
              </>
            );
          const joined = rows.filter(each => each.state === 'joined');
          const unwell = joined.filter(each => !each.well);
          const shown =
            show === 'unwell' ? unwell : [...joined, ...rows.filter(each => each.state === 'revoked')];
          return (
            <>
              <h1 className="sentence">
                {counted(joined.length, 'agent')}
                {unwell.length === 0
                  ? ', all well.'
                  : `; ${unwell.map(each => each.name).join(', ')} unwell.`}
              </h1>
              {show === 'unwell' && (
                <p>
                  Only those that are unwell are shown. <Link to="/agents">Show all</Link>
                </p>
              )}
              {shown.length === 0 && <Empty title="No agent is unwell" />}
              {shown.map(each => (
                <AgentCard key={each.id} agent={each} chosen={each.id === chosen} others={joined} />
              ))}
              <section aria-labelledby="invite-title">
                <h2 id="invite-title">Invite an agent</h2>
                <InviteAgent />
              </section>
              {manages && <OpenInvitations />}
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

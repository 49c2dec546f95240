import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Agent } from '@witnessmark/shared/api';
import { acts, agentsQuery } from '../api/index.ts';
import { useMay } from '../app/index.ts';
import { ActForm, textOf } from '../parts/index.ts';

/** The streams an agent holds or declared, and the load it causes each controller. */
export function StreamsTable({
  agent,
  agents,
}: {
  readonly agent: Agent;
  readonly agents: readonly Agent[];
}) {
  const manages = useMay('manage-agents');
  if (agent.streams.length === 0) return <p>It declared no stream yet: its agent.yaml names none.</p>;
  return (
    <div className="table-scroll">
      <table className="values">
        <caption className="unseen">Streams of {agent.name}</caption>
        <thead>
          <tr>
            <th scope="col">Asset</th>
            <th scope="col">Stream</th>
            <th scope="col">State</th>
            <th scope="col">Load we cause</th>
            <th scope="col">Answers in</th>
            <th scope="col">Link</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {agent.streams.map(each => (
            <tr key={each.stream}>
              <td>
                <Link to="/assets/$asset" params={{ asset: each.asset }}>
                  {each.assetName}
                </Link>
              </td>
              <td>
                <code>{each.stream}</code>
              </td>
              <td>
                {each.state === 'assigned' ? 'assigned' : <span className="badge loud">! {each.state}</span>}
              </td>
              <td>
                {each.requestsPerSecond === null ? '–' : `${each.requestsPerSecond.toFixed(1)} requests/s`}
              </td>
              <td>{each.latencyMs === null ? '–' : `${Math.round(each.latencyMs)} ms`}</td>
              <td>
                {each.connected === null ? (
                  '–'
                ) : each.connected ? (
                  'connected'
                ) : (
                  <span className="loud-text">! not connected</span>
                )}
              </td>
              <td>
                {manages && agent.state === 'joined' && (
                  <Assign stream={each.stream} state={each.state} agent={agent} agents={agents} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface AssignProps {
  readonly stream: string;
  readonly state: Agent['streams'][number]['state'];
  readonly agent: Agent;
  readonly agents: readonly Agent[];
}

function Assign({ stream, state, agent, agents }: AssignProps) {
  const queries = useQueryClient();
  return (
    <ActForm
      title={state === 'pending' ? 'Assign' : 'Hand over'}
      verb={state === 'pending' ? 'Assign' : 'Hand over'}
      explain={
        <p>
          <code>{stream}</code> is read by one agent at a time. From the next fact on, the chosen one speaks
          for it; what the other still sends is kept as late and does not move the asset’s history.
        </p>
      }
      fields={
        <label>
          Agent
          <select name="agent" defaultValue={agent.id} required>
            {agents.map(each => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </select>
        </label>
      }
      done="Assigned."
      onAct={async form => {
        await acts.assignStream(stream, { agent: textOf(form, 'agent'), reason: textOf(form, 'reason') });
        await queries.invalidateQueries({ queryKey: agentsQuery.queryKey });
      }}
    />
  );
}

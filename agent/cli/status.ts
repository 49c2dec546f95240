import { loadConfig } from '../config/index.ts';
import { type AgentStatus, readStatus, statusEveryMs } from '../run/index.ts';

export interface StatusReport {
  readonly alive: boolean;
  readonly status: AgentStatus | null;
}

/** What the agent last wrote about itself; alive while that is recent. */
export async function reportStatus(file: string): Promise<StatusReport> {
  const { dataDir } = await loadConfig(file);
  const status = await readStatus(dataDir);
  const alive = status?.running === true && Date.now() - Date.parse(status.at) < 3 * statusEveryMs;
  return { alive, status };
}

export function renderStatus({ alive, status }: StatusReport): string {
  if (status === null) return 'the agent has not run on this data directory yet';
  const { server, spool, configuration } = status;
  const online = server.connected ? 'connected' : (server.trouble ?? 'not connected');
  const lines = [
    alive ? `${status.build} runs (pid ${status.pid})` : `the agent does not run; last seen ${status.at}`,
    server.joined ? `server ${server.url}: ${online}` : 'not joined to a server',
    `spool: ${spool.facts} facts to send, ${mebibytes(spool.bytes)} of ${mebibytes(spool.capacityBytes)} MiB`,
    ...(configuration.refused === null ? [] : [`configuration refused: ${configuration.refused}`]),
    ...status.streams.map(stream => {
      const kinds = stream.kinds.map(
        ({ kind, state, reason }) => `${kind} ${reason === null ? state : `${state}: ${reason}`}`,
      );
      const off = stream.handsOff === null ? '' : `  HANDS OFF: ${stream.handsOff}`;
      return `  ${stream.stream}  ${stream.connected ? 'connected' : 'no contact'}  ${kinds.join(', ')}${off}`;
    }),
    ...status.witnesses.map(({ name, kind, told, unread, silent }) => {
      const records = `${told} records told${unread === 0 ? '' : `, ${unread} NOT UNDERSTOOD`}`;
      return `  ${kind}/${name}  ${silent === null ? 'alive' : `not proven alive: ${silent}`}  ${records}`;
    }),
  ];
  return lines.join('\n');
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}

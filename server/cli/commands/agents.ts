import { agentsSchema, invitationSchema, openInvitationsSchema } from '@witnessmark/shared/api';
import type { Command } from 'commander';
import { z } from 'zod';
import { withServer } from '../context.ts';
import { columns, printable, siteTime } from '../paint.ts';

/** Commands about agents and what is ordered of them. */
export function addAgentCommands(program: Command): void {
  const agents = program.command('agents').description('list the agents and how they are');

  agents.action((_options: object, command: Command) =>
    withServer(command, async remote => {
      const { rows } = await remote.client.get('/api/v1/agents', agentsSchema);
      if (remote.json) return remote.print(JSON.stringify(rows, null, 2));
      if (rows.length === 0) return remote.print('No agent has joined. Run: witnessmark agents invite AREA');
      remote.print(
        columns(
          rows.map(agent => [
            agent.id,
            printable(agent.name),
            printable(agent.area),
            agent.state === 'revoked'
              ? 'revoked'
              : agent.well
                ? 'well'
                : remote.paint.warned(`! ${printable(agent.complaints.join('; '))}`),
            agent.lastContact === null
              ? 'never in contact'
              : `last contact ${siteTime(agent.lastContact, remote.timeZone)}`,
          ]),
        ),
      );
    }),
  );

  agents
    .command('invite <area>')
    .description('make a one-time token with which an agent joins for the assets of an area')
    .option('--hours <n>', 'how long the token stands', '24')
    .action((area: string, { hours }: { hours: string }, command: Command) =>
      withServer(command, async remote => {
        const invitation = await remote.client.post(
          '/api/v1/agents/invitations',
          { area, hours: Number(hours) },
          invitationSchema,
        );
        if (remote.json) return remote.print(JSON.stringify(invitation, null, 2));
        remote.print(
          `On the agent's machine, before ${siteTime(invitation.expires, remote.timeZone)}:\n\n  ${invitation.command}\n`,
        );
      }),
    );

  agents
    .command('invitations')
    .description('list the invitations that nobody has used yet')
    .action((_options: object, command: Command) =>
      withServer(command, async remote => {
        const { rows } = await remote.client.get('/api/v1/agents/invitations', openInvitationsSchema);
        if (remote.json) return remote.print(JSON.stringify(rows, null, 2));
        if (rows.length === 0) return remote.print('No invitation is open.');
        remote.print(
          columns(
            rows.map(({ id, area, expires, invitedBy }) => [
              id,
              printable(area),
              `until ${siteTime(expires, remote.timeZone)}`,
              `by ${printable(invitedBy)}`,
            ]),
          ),
        );
      }),
    );

  agents
    .command('uninvite <invitation>')
    .description('take back an invitation that nobody has used yet')
    .action((invitation: string, _options: object, command: Command) =>
      withServer(command, async remote => {
        await remote.client.delete(`/api/v1/agents/invitations/${encodeURIComponent(invitation)}`);
        remote.print(`${invitation} opens nothing any more.`);
      }),
    );

  agents
    .command('revoke <agent>')
    .description("refuse this agent's certificate from now on")
    .requiredOption('--reason <text>', 'why; it stands in the log')
    .action((agent: string, { reason }: { reason: string }, command: Command) =>
      withServer(command, async remote => {
        await remote.client.post(`/api/v1/agents/${encodeURIComponent(agent)}/revoke`, { reason }, z.null());
        remote.print(`${agent} is revoked.`);
      }),
    );

  agents
    .command('accept-log')
    .description('after a restore: let every agent take the log as it now stands for the right one')
    .requiredOption('--reason <text>', 'why; it stands in the log')
    .action(({ reason }: { reason: string }, command: Command) =>
      withServer(command, async remote => {
        await remote.client.post('/api/v1/log/acceptance', { reason }, z.null());
        remote.print('Every agent is told to go on with the log as it is.');
      }),
    );

  program
    .command('heal <asset>')
    .description('after git was repaired: look again at a history that is shown as damaged')
    .action((asset: string, _options: object, command: Command) =>
      withServer(command, async remote => {
        await remote.client.post(`/api/v1/assets/${encodeURIComponent(asset)}/heal`, null, z.null());
        remote.print(`Git holds what the log vouches for: ${asset} goes on.`);
      }),
    );

  agents
    .command('assign <stream> <agent>')
    .description('give a stream (asset/source) to an agent')
    .requiredOption('--reason <text>', 'why; it stands in the log')
    .action((stream: string, agent: string, { reason }: { reason: string }, command: Command) =>
      withServer(command, async remote => {
        const path = stream.split('/').map(encodeURIComponent).join('/');
        await remote.client.post(`/api/v1/streams/${path}/assignment`, { agent, reason }, z.null());
        remote.print(`${stream} is held by ${agent} from now on.`);
      }),
    );

  program
    .command('read <asset>')
    .description('order a reading of an asset now')
    .requiredOption('--reason <text>', 'why; it stands in the log')
    .option('--source <name>', 'of one source alone')
    .action((asset: string, { reason, source }: { reason: string; source?: string }, command: Command) =>
      withServer(command, async remote => {
        const stream = source === undefined ? {} : { stream: `${asset}/${source}` };
        await remote.client.post(
          `/api/v1/assets/${encodeURIComponent(asset)}/reading`,
          { reason, ...stream },
          z.null(),
        );
        remote.print('The reading is ordered; its result arrives as a fact.');
      }),
    );
}

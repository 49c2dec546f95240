import {
  type AssetCapabilities,
  assetCapabilitiesSchema,
  type FoundCapability,
} from '@witnessmark/shared/api';
import type { Command } from 'commander';
import { type Remote, withServer } from '../context.ts';
import { type Paint, printable, siteTime } from '../paint.ts';

const signs = { yes: '+ yes', no: '− no', partly: '± partly', unknown: '? unknown' } as const;
const titles = { values: 'Values', logic: 'Logic', config: 'Configuration', who: 'Who' } as const;

/** What a controller lets us see, found by probing; what is blind; what would let us see more. */
export function addCapabilityCommand(program: Command): void {
  program
    .command('capabilities <asset>')
    .description("show what an asset's controller lets us see, what is blind, and what would let us see more")
    .action((asset: string, _options: object, command: Command) =>
      withServer(command, remote => showCapabilities(remote, asset)),
    );
}

async function showCapabilities(remote: Remote, id: string): Promise<void> {
  const answer = await remote.client.get(
    `/api/v1/assets/${encodeURIComponent(id)}/capabilities`,
    assetCapabilitiesSchema,
  );
  if (remote.json) return remote.print(JSON.stringify(answer, null, 2));
  remote.print(capabilityLines(answer, remote.paint, remote.timeZone).join('\n'));
}

/** The answer as text, line by line. */
export function capabilityLines(
  { groups, blind, unprobed, advice }: AssetCapabilities,
  paint: Paint,
  timeZone: string,
): string[] {
  const lines: string[] = [];
  for (const { serves, sight, says, capabilities } of groups) {
    const head = `${titles[serves]}: ${sight}. ${says}`;
    lines.push(sight === 'seen' ? paint.bold(head) : paint.warned(`! ${head}`));
    lines.push(...capabilities.map(each => capabilityLine(each, paint, timeZone)));
  }
  for (const stream of unprobed) lines.push(paint.warned(`! ${stream}: its source has told nothing yet`));
  if (blind.length > 0) lines.push('', paint.bold('Blind'));
  for (const { what, reasons } of blind) {
    lines.push(paint.warned(`! ${what}`), ...reasons.map(reason => `    ${printable(reason)}`));
  }
  if (advice.length > 0) lines.push('', paint.bold('What would let us see more'));
  for (const { see, how, licence, device, limits, source } of advice) {
    lines.push(
      see,
      `    how: ${how}`,
      `    licence: ${licence}`,
      `    device: ${device}`,
      `    limits: ${limits}`,
      paint.dim(`    source: ${source}`),
    );
  }
  return lines;
}

function capabilityLine({ state, says, source, found, since }: FoundCapability, paint: Paint, zone: string) {
  const text = `  ${signs[state].padEnd(9)} ${printable(says)}: ${printable(found)} (${printable(source)}, since ${siteTime(since, zone)})`;
  return state === 'yes' ? text : paint.warned(text);
}

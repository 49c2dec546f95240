import type { Member } from '@witnessmark/shared/values';
import type { DataValue } from 'node-opcua-client';
import type { OpcuaSourceConfig } from './config.ts';
import { membersRead } from './items.ts';
import type { OpcuaLink } from './link.ts';
import { serverFacts, serverNodes } from './server-info.ts';
import type { Survey } from './survey.ts';

/**
 * `config/<source>.txt`: who answers, how the connection is secured, which models the server has. `values`
 * answer `serverNodes`, then the device's identification. Throws `Unwritable`.
 */
export function ownMembers(
  { endpoint, certificate }: OpcuaLink,
  { plan, namespaces }: Survey,
  { security }: OpcuaSourceConfig,
  values: readonly DataValue[],
): Member[] {
  const text = (name: string, value: string | null): Member => ({ name, type: 'String', value });
  return [
    ...serverFacts(values.slice(0, serverNodes.length), namespaces).members,
    text('Server.ApplicationUri', endpoint.applicationUri),
    text('Security.Mode', security.mode),
    text('Security.Policy', endpoint.policy),
    text('Security.ServerCertificate', certificate),
    // An array may name a namespace twice; a line says that it is there, and only once.
    ...[...new Set(namespaces.uris)].map(
      (uri): Member => ({ name: `Namespace.${uri}`, type: 'Bool', value: true }),
    ),
    ...membersRead(plan.device, values.slice(serverNodes.length), namespaces).map(member => ({
      ...member,
      name: `Device.${member.name}`,
    })),
  ];
}

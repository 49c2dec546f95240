import { WitnessError } from '@witnessmark/shared/errors';
import {
  type EndpointDescription,
  MessageSecurityMode,
  type OPCUAClient,
  SecurityPolicy,
} from 'node-opcua-client';
import { type OpcuaSourceConfig, preferredPolicies } from './config.ts';

type Policy = Exclude<OpcuaSourceConfig['security']['policy'], 'auto'>;

/** The endpoint chosen among those the server offers. */
export interface Endpoint {
  readonly policy: Policy;
  /** DER; empty where the server shows none. */
  readonly certificate: Buffer;
  readonly applicationUri: string;
  readonly productUri: string;
}

/**
 * Asks the server for its endpoints over an unsecured channel (OPC 10000-4 §5.5.4) and takes the one the
 * configuration wants. Throws `opcua.endpoint-missing` naming what is on offer.
 */
export async function findEndpoint(
  client: OPCUAClient,
  config: OpcuaSourceConfig,
  subject: string,
): Promise<Endpoint> {
  await client.connect(config.endpoint);
  const offered = await client.getEndpoints({ endpointUrl: config.endpoint });
  const wanted: readonly Policy[] =
    config.security.policy === 'auto' ? preferredPolicies : [config.security.policy];
  for (const policy of wanted) {
    const found = offered.find(
      one =>
        one.securityMode === MessageSecurityMode[config.security.mode] &&
        one.securityPolicyUri === SecurityPolicy[policy],
    );
    if (found) return endpointOf(policy, found);
  }
  const offer = offered
    .slice(0, 20)
    .map(one => `${MessageSecurityMode[one.securityMode]} ${one.securityPolicyUri?.split('#')[1] ?? '?'}`);
  throw new WitnessError(
    'opcua.endpoint-missing',
    subject,
    `wanted ${config.security.mode} with ${wanted.join(' or ')}; offered ${offer.join(', ') || 'none'}`,
  );
}

function endpointOf(policy: Policy, description: EndpointDescription): Endpoint {
  return {
    policy,
    certificate: description.serverCertificate ?? Buffer.alloc(0),
    applicationUri: description.server.applicationUri ?? '',
    productUri: description.server.productUri ?? '',
  };
}

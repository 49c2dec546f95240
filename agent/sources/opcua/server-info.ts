import type { Member } from '@witnessmark/shared/values';
import type { DataValue } from 'node-opcua-client';
import type { Namespaces } from './namespaces.ts';
import { badness, membersOf } from './values.ts';

/** Nodes of the Server object that tell who answers (OPC 10000-6 Annex A), by the member they become. */
const told = {
  ProductName: 'i=2261',
  ProductUri: 'i=2262',
  ManufacturerName: 'i=2263',
  SoftwareVersion: 'i=2264',
  BuildNumber: 'i=2265',
  Auditing: 'i=2994',
} as const;

export const namespaceArray = 'i=2255';
export const currentTime = 'i=2258';

const attributeValue = 13;

/** Everything read of the Server object in one go; `serverFacts` takes the answers in the same order. */
export const serverNodes = [namespaceArray, currentTime, ...Object.values(told)].map(nodeId => ({
  nodeId,
  attributeId: attributeValue,
}));

export interface ServerFacts {
  readonly uris: readonly string[];
  /** As the server gives it, UTC by OPC 10000-6 §5.2.2.5; null where it tells none. */
  readonly currentTime: string | null;
  readonly members: readonly Member[];
  /** Text of one of the told fields; null where it is absent or empty. */
  text(field: keyof typeof told): string | null;
}

/** Fields the server does not have are left out; StartTime and CurrentTime move by themselves and stay out. */
export function serverFacts(values: readonly DataValue[], namespaces: Namespaces): ServerFacts {
  const [uris, time, ...rest] = values;
  const fields = Object.keys(told);
  const members = rest.flatMap((value, index) =>
    badness(value) === null ? membersOf(`Server.${fields[index]}`, value.value, namespaces) : [],
  );
  return {
    uris: Array.isArray(uris?.value.value) ? (uris.value.value as string[]) : [],
    currentTime: time?.value.value instanceof Date ? time.value.value.toISOString() : null,
    members,
    text: field => {
      const found = members.find(member => member.name === `Server.${field}`)?.value;
      return typeof found === 'string' && found !== '' ? found : null;
    },
  };
}

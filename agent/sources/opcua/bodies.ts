import type { Instant } from '@witnessmark/shared/time';
import { AttributeIds, DataType, type DataValue, VariantArrayType } from 'node-opcua-client';
import type { ItemReading } from '../source.ts';
import type { OpcuaLink } from './link.ts';
import type { PlannedBody } from './program-items.ts';
import { asksForLess, smaller } from './read.ts';
import { Unwritable } from './unwritable.ts';
import { badness } from './values.ts';

interface BodyContext {
  readonly now: () => Instant;
  /** Longer source texts are not taken, in bytes. */
  readonly fileBytes: number;
}

type Asked = readonly { readonly path: string; readonly body: PlannedBody }[];

/** Sources are long: a request for more of them at once would be a burden to the controller. */
const bodiesPerRead = 16;

/**
 * The source texts of program organisation units, verbatim. One that the server refuses, or that is too long
 * for one answer, is unreadable by itself. Null where a unit is not there any more.
 */
export async function readBodies(
  link: OpcuaLink,
  asked: Asked,
  { now, fileBytes }: BodyContext,
  signal: AbortSignal,
): Promise<ItemReading[] | null> {
  const items: ItemReading[] = [];
  let size = bodiesPerRead;
  while (items.length < asked.length) {
    const batch = asked.slice(items.length, items.length + size);
    const requestedAt = now();
    let values: readonly (DataValue | null)[];
    try {
      const nodes = batch.map(({ body }) => ({ nodeId: body.nodeId, attributeId: AttributeIds.Value }));
      values = await link.read(nodes, signal);
    } catch (error) {
      if (!asksForLess(error)) throw error;
      size = Math.min(size, smaller(batch.length));
      if (batch.length > 1) continue;
      values = [null];
    }
    if (values.some(value => value?.statusCode.name === 'BadNodeIdUnknown')) return null;
    const arrivedAt = now();
    for (const [index, { path }] of batch.entries()) {
      const head = { path, kind: 'logic', requestedAt, arrivedAt } as const;
      items.push({ ...head, ...outcome(values[index] ?? null, fileBytes) });
    }
  }
  return items;
}

function outcome(value: DataValue | null, fileBytes: number) {
  try {
    if (value === null) throw new Unwritable('it is too long for one answer of the server');
    const content = sourceOf(value);
    if (content.length > fileBytes) throw new Unwritable(`${content.length} bytes, more than may be read`);
    return { state: 'present', content } as const;
  } catch (error) {
    if (error instanceof Unwritable) return { state: 'unreadable', reason: error.message } as const;
    throw error;
  }
}

/** XmlElement by PLCopen; a plain text or bytes where a server holds it so. */
function sourceOf(value: DataValue): Buffer {
  const bad = badness(value);
  if (bad) throw new Unwritable(bad);
  const { dataType, arrayType, value: body } = value.value;
  if (arrayType === VariantArrayType.Scalar) {
    if (body === null || body === undefined) throw new Unwritable('its Body is empty');
    if (typeof body === 'string') return Buffer.from(body, 'utf8');
    if (Buffer.isBuffer(body)) return body;
  }
  throw new Unwritable(`its Body is of the type ${DataType[dataType] ?? dataType}`);
}

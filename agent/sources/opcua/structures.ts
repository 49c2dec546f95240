import { WitnessError } from '@witnessmark/shared/errors';
import { DataType, type DataValue, promoteOpaqueStructure } from 'node-opcua-client';
import type { OpcuaSourceConfig } from './config.ts';
import type { OpcuaLink } from './link.ts';

/** Whether this server's structure definitions can be had in time; kept over connections. */
export interface StructureDecoder {
  tooSlow: boolean;
}

/**
 * Decodes, in place, structures whose type the library does not know, from the definitions the server
 * holds. Reading those may take many requests, so they have the time of a whole connect. A server that is
 * too slow even for that is remembered, so that one structure does not cost every connection: false then.
 */
export async function decodeStructures(
  decoder: StructureDecoder,
  link: OpcuaLink,
  values: readonly DataValue[],
  config: OpcuaSourceConfig,
  signal: AbortSignal,
): Promise<boolean> {
  const structures = values.filter(value => value.value.dataType === DataType.ExtensionObject);
  if (structures.length === 0) return true;
  if (decoder.tooSlow) return false;
  try {
    await link.ask(signal, session => promoteOpaqueStructure(session, structures), config.timeouts.connectMs);
    return true;
  } catch (error) {
    if (error instanceof WitnessError && error.code === 'opcua.timed-out') decoder.tooSlow = true;
    throw error;
  }
}

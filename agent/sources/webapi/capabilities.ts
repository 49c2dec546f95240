import {
  type Capability,
  type CapabilityState,
  type CapabilityWord,
  capability,
} from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import type { TagReading } from '../checksum-tag/index.ts';
import { type CpuFacts, excessOf } from './cpu.ts';
import type { Lists } from './program-tree.ts';

interface Probed {
  readonly facts: CpuFacts;
  readonly lists: Lists;
  /** Null where no tag is declared. */
  readonly tag: TagReading | null;
  /** Methods the CPU has. */
  readonly offered: ReadonlySet<string>;
  /** Variables are declared. */
  readonly values: boolean;
  readonly at: Instant;
}

/** What this CPU lets its web user see, by what it answered on connecting. */
export function capabilitiesOf({ facts, lists, tag, offered, values, at }: Probed): Capability[] {
  const may = new Set(facts.permissions);
  const is = (id: CapabilityWord, state: CapabilityState, found: string) => capability(id, state, found, at);
  const byPermission = (id: CapabilityWord, method: string, permission: string): Capability => {
    if (!offered.has(method)) return is(id, 'no', `the CPU has no ${method}; its firmware is older`);
    return may.has(permission)
      ? is(id, 'yes', `${method} is there, and the user has ${permission}`)
      : is(id, 'no', `the user has no ${permission}`);
  };
  const told = (id: CapabilityWord, value: string | null, method: string) =>
    is(id, value === null ? 'no' : 'yes', value === null ? `${method} tells nothing` : `${method} answered`);
  const excess = excessOf(facts);
  return [
    lists.failure === null
      ? is(
          'values.read',
          'yes',
          `PlcProgram.Browse lists ${lists.data.length} data blocks and tags${values ? '' : '; none is declared'}`,
        )
      : is('values.read', 'no', `PlcProgram.Browse: ${lists.failure}`),
    lists.failure === null
      ? is('logic.list', 'yes', `PlcProgram.Browse lists ${lists.blocks.length} code blocks`)
      : is('logic.list', 'no', `PlcProgram.Browse: ${lists.failure}`),
    is('logic.read', 'no', 'the Web API has no method that gives what a block does'),
    fingerprintOf(tag, is),
    told('logic.signature', facts.signature, 'Failsafe.ReadParameters'),
    told('identity', facts.serial ?? facts.orderNumber, 'Modules.ReadIdentificationMaintenance'),
    told('clock', facts.time, 'Plc.ReadSystemTime'),
    told('config.mode', facts.mode, 'Plc.ReadOperatingMode'),
    is('config.protection', 'no', 'the Web API does not tell the access level'),
    is('config.force', 'no', 'the Web API does not tell whether values are forced'),
    byPermission('who.syslog', 'Syslog.Browse', 'read_syslog'),
    byPermission('who.diagnostic-buffer', 'DiagnosticBuffer.Browse', 'read_diagnostics'),
    ...(excess.length === 0
      ? []
      : [is('values.writable', 'unknown', `the user may do more than read: ${excess.join(', ')}`)]),
  ];
}

function fingerprintOf(
  tag: TagReading | null,
  is: (id: CapabilityWord, state: CapabilityState, found: string) => Capability,
): Capability {
  if (tag === null)
    return is('logic.fingerprint', 'partly', 'only the list of blocks; no checksum tag is declared');
  return tag.failure === null
    ? is('logic.fingerprint', 'yes', 'the declared checksum tag gives a checksum')
    : is('logic.fingerprint', 'no', `the declared checksum tag gave nothing: ${tag.failure}`);
}

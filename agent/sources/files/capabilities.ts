import { type Capability, type CapabilityWord, capability } from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';

const words: readonly (readonly [CapabilityWord, readonly Kind[], string])[] = [
  ['values.read', ['setpoint', 'recipe'], 'setpoints and recipes'],
  ['logic.read', ['logic'], 'the program'],
  ['config.files', ['config'], 'configuration'],
];

/** What a watched folder lets us see: exports, never the controller itself. */
export function folderCapabilities(kinds: ReadonlySet<Kind>, marked: boolean, at: Instant): Capability[] {
  const by = marked ? 'a marker file tells' : 'its own mark tells';
  return [
    capability('identity', 'partly', `${by} this folder from another; the controller is not contacted`, at),
    ...words.flatMap(([id, served, what]) =>
      served.some(kind => kinds.has(kind))
        ? [capability(id, 'partly', `${what} as exported into a watched folder; what runs may differ`, at)]
        : [],
    ),
  ];
}

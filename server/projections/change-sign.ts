import type { ItemRow } from '../db/index.ts';
import type { ObservedItem } from '../events/index.ts';

/** How one item differs from what was known of it. */
export type ChangeSign =
  | 'added'
  | 'removed'
  | 'changed'
  | 'renamed'
  | 'unreadable'
  | 'withheld'
  | 'readable-again';

/**
 * The sign of an observed item against the item known before; null where nothing differs. An item whose
 * fingerprint or event says "moved" while its content cannot be read changed again, though it looks the same;
 * where a checksum stands for the content, another checksum is the change.
 */
export function signOf(
  before: Pick<ItemRow, 'state' | 'sha256' | 'kind' | 'checksum'> | undefined,
  item: Pick<ObservedItem, 'state' | 'stored' | 'renamedFrom' | 'basis' | 'kind' | 'checksum'>,
): ChangeSign | null {
  const known = before === undefined || before.state === 'absent' ? null : before;
  if (item.state === 'absent') return known === null ? null : 'removed';
  if (item.state !== 'present') {
    if (item.checksum !== undefined && known?.state === item.state) {
      return known.checksum === item.checksum ? null : item.state;
    }
    return known?.state === item.state && item.basis === 'content' ? null : item.state;
  }
  if (known === null) return item.renamedFrom === undefined ? 'added' : 'renamed';
  if (known.sha256 !== (item.stored?.sha256 ?? null) || known.kind !== item.kind) return 'changed';
  return known.state === 'present' ? null : 'readable-again';
}

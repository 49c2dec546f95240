import { siteTime } from '@witnessmark/shared/time';

export const winccHeader = 'RecordID;Time;Computer;User;Action;Tag;OldValue;NewValue;Comment';

/** A moment as a station in the site's zone writes it. */
export function stationTime(ms: number): string {
  const local = siteTime(new Date(ms).toISOString(), 'Europe/Ljubljana');
  const [year, month, day] = (local?.date ?? '').split('-');
  return `${day}.${month}.${year} ${local?.time}.${String(ms % 1000).padStart(3, '0')}`;
}

/** A write of the tag `Press2/Force`, without the line's end. */
export function winccWrite(
  id: number,
  at: number,
  value: string,
  more: { user?: string; tag?: string } = {},
): string {
  const { user = 'novak', tag = 'Press2/Force' } = more;
  return `${id};${stationTime(at)};OP-PRESS-2;${user};Value changed;${tag};42,0;${value};`;
}

export function winccAlive(id: number, at: number): string {
  return `${id};${stationTime(at)};OP-PRESS-2;;Alive;;;;`;
}

export const winccSettings = {
  kind: 'audit-trail',
  assets: ['press-2'],
  mapping: 'wincc',
  path: 'panel',
  tags: [
    { tag: 'Press2/{name}', path: 'setpoints/PressSetpoints.txt', member: '{name}' },
    { tag: 'Station/{*}', ignore: true },
  ],
} as const;

import { useRouterState } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useKeys } from '../keys/index.ts';
import { placeOf, rememberPlace } from './memory.ts';

export interface RowState {
  readonly expanded: boolean;
  /** Links of other rows stay out of the Tab order, so that Tab leaves the list. */
  readonly tabIndex: 0 | -1;
  /** Expands the row, or takes it together again. */
  readonly toggle: () => void;
}

export interface ListHandle {
  /** True while rows must not move: scrolled down, focus or pointer inside. */
  reading(): boolean;
  toTop(): void;
}

interface ListProps<Row> {
  readonly label: string;
  /** What a row is called in the help for keys. */
  readonly noun: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly heightOf: (row: Row) => number;
  /** Rows without it are passed over by the keys. */
  readonly opens: (row: Row) => boolean;
  readonly expands?: boolean;
  /** False where `o` means something else in this list; Enter opens a row in every one. */
  readonly opensByLetter?: boolean;
  readonly render: (row: Row, state: RowState) => ReactNode;
  readonly onEnd?: (() => void) | undefined;
  readonly handle?: Ref<ListHandle>;
}

/**
 * A long list that draws only what is in view. j and k move, Enter follows the row's main link (marked
 * `data-main`), e expands. It remembers offset and focus for its history entry.
 */
export function VirtualList<Row>(props: ListProps<Row>) {
  const { rows, keyOf, opens, onEnd } = props;
  const present = useRouterState({ select: state => state.location.state.__TSR_key ?? '' });
  // On the way out the router already tells the next entry; the list stays with the one it was opened by.
  const [entry] = useState(present);
  const [place] = useState(() => placeOf(entry));
  const scroller = useRef<HTMLDivElement>(null);
  const pointer = useRef(false);
  const wanted = useRef<string | null>(place?.active ?? null);
  const [active, setActive] = useState<string | null>(place?.active ?? null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: index => {
      const row = rows[index];
      return row === undefined ? 0 : props.heightOf(row);
    },
    getItemKey: index => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
    overscan: 8,
    initialOffset: place?.offset ?? 0,
    initialMeasurementsCache: place?.measured ?? [],
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;

  useImperativeHandle(props.handle, () => ({
    reading: () => {
      const element = scroller.current;
      if (!element) return false;
      return element.scrollTop > 4 || pointer.current || element.contains(document.activeElement);
    },
    toTop: () => virtual.scrollToOffset(0),
  }));

  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 15) onEnd?.();
  }, [last, rows.length, onEnd]);

  const left = useRef<() => void>(() => undefined);
  left.current = () =>
    rememberPlace(entry, {
      offset: scroller.current?.scrollTop ?? virtual.scrollOffset ?? 0,
      active,
      measured: virtual.measurementsCache,
    });
  useEffect(() => () => left.current(), []);

  // A row that a key moved to may not be drawn yet; it takes focus when it is.
  useEffect(() => {
    const key = wanted.current;
    if (key === null) return;
    const row = scroller.current?.querySelector(`[data-key="${CSS.escape(key)}"] [data-main]`);
    if (!(row instanceof HTMLElement)) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });

  const move = (step: 1 | -1) => {
    const from = rows.findIndex(row => keyOf(row) === active);
    const start = from < 0 ? (virtual.range?.startIndex ?? 0) - (step === 1 ? 1 : 0) : from;
    for (let index = start + step; index >= 0 && index < rows.length; index += step) {
      const row = rows[index];
      if (row === undefined || !opens(row)) continue;
      wanted.current = keyOf(row);
      setActive(keyOf(row));
      virtual.scrollToIndex(index, { align: 'auto' });
      return;
    }
  };
  const toggle = (key: string | null) => {
    if (key === null) return;
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  const openActive = () => {
    const row = scroller.current?.querySelector(`[data-key="${CSS.escape(active ?? '')}"] [data-main]`);
    if (row instanceof HTMLElement) row.click();
  };
  useKeys(props.label, [
    { keys: 'j', does: `next ${props.noun}`, run: () => move(1) },
    { keys: 'k', does: `previous ${props.noun}`, run: () => move(-1) },
    ...(props.opensByLetter === false
      ? []
      : [{ keys: 'o', does: `open the ${props.noun}, as Enter does`, run: openActive }]),
    ...(props.expands ? [{ keys: 'e', does: `expand the ${props.noun}`, run: () => toggle(active) }] : []),
  ]);

  const firstOpen = rows.find(opens);
  const stop = active ?? (firstOpen === undefined ? null : keyOf(firstOpen));
  return (
    <div
      ref={scroller}
      className="list-scroll"
      onPointerEnter={event => {
        pointer.current = event.pointerType === 'mouse';
      }}
      onPointerLeave={() => {
        pointer.current = false;
      }}
    >
      <ol className="list" aria-label={props.label} style={{ height: virtual.getTotalSize() }}>
        {items.map(item => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const key = keyOf(row);
          return (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={item.index}
              data-key={key}
              className={key === active ? 'active' : undefined}
              style={{ transform: `translateY(${item.start}px)` }}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              onFocus={() => {
                if (opens(row)) setActive(key);
              }}
            >
              {props.render(row, {
                expanded: open.has(key),
                tabIndex: key === stop ? 0 : -1,
                toggle: () => toggle(key),
              })}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

import { useMemo, useState } from 'react';
import { LinkedText, nameFinder } from '../parts/index.ts';
import type { Code } from './code.ts';
import { differences } from './differing.ts';
import { folded } from './fold.ts';
import { type LineRow, LineTable } from './line-table.tsx';
import { NetworkHead } from './network-head.tsx';

type Network = Code['networks'][number];

interface Props {
  readonly diff: Code;
  readonly asset: string;
  readonly label: string;
}

/** The networks that differ as text, unchanged lines folded until they are asked for. */
export function CodeListing({ diff, asset, label }: Props) {
  const [whole, setWhole] = useState(false);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(
    () =>
      diff.networks.flatMap((network, at) =>
        networkRows(network, {
          at,
          asset,
          isOpen: key => whole || open.has(key),
          onOpen: key => setOpen(was => new Set(was).add(key)),
        }),
      ),
    [diff, asset, whole, open],
  );
  const hidden = rows.some(({ is }) => is === 'gap');
  const toggle = () => {
    setWhole(hidden);
    setOpen(new Set());
  };
  return (
    <>
      {(hidden || whole || open.size > 0) && (
        <button type="button" className="screen-only" data-unfold="" aria-pressed={!hidden} onClick={toggle}>
          Unchanged lines <kbd>e</kbd>
        </button>
      )}
      <LineTable rows={rows} label={`Listing of ${label}`} />
    </>
  );
}

interface Around {
  /** Index of the network. */
  readonly at: number;
  readonly asset: string;
  readonly isOpen: (key: string) => boolean;
  readonly onOpen: (key: string) => void;
}

function networkRows(network: Network, { at, asset, isOpen, onOpen }: Around): LineRow[] {
  const find = nameFinder(network.names);
  const differing = differences(network.lines);
  const names = new Set(network.names);
  const head: LineRow = {
    is: 'head',
    key: `${at}`,
    head: <NetworkHead network={network} asset={asset} />,
  };
  const rows = folded(network.lines).flatMap(({ from, lines, isFolded }): LineRow[] => {
    const key = `${at} ${from}`;
    if (isFolded && !isOpen(key))
      return [{ is: 'gap', key: `gap ${key}`, lines: lines.length, onOpen: () => onOpen(key) }];
    return lines.map(line => ({
      is: 'line',
      key: `${at} ${line.sign}${line.old}:${line.new}`,
      sign: line.sign,
      old: line.old,
      new: line.new,
      text: <LinkedText text={line.text} find={find} asset={asset} differs={differing.get(line)} />,
      isLink: names.has(line.text.trim()),
    }));
  });
  const cut: LineRow[] = network.truncated
    ? [{ is: 'head', key: `${at} cut`, head: '! More lines than are shown; the whole is in git.' }]
    : [];
  return [head, ...rows, ...cut];
}

import type { CodeChange, CodeNetwork } from '@witnessmark/shared/languages';
import { drawn, overlaid } from '@witnessmark/shared/languages/drawing';
import { useMemo, useState } from 'react';
import { lookOf, networkName, placedChanges } from './network.ts';
import { NetworkText } from './network-text.tsx';
import { PictureView } from './picture-view.tsx';
import { setWay, useWay, type Way } from './way.ts';

export interface NetworkPictureProps {
  readonly network: CodeNetwork;
  /** All changes of the difference the network is of: it says by its marks which of them are in it. */
  readonly changes: readonly CodeChange[];
  /** Where an operand leads to; null where it leads nowhere. Operands are no links without it. */
  readonly href?: (name: string) => string | null;
}

/** The pictures of a network that differs, beside each other or laid over each other, and the same as text. */
export function NetworkPicture({ network, changes, href }: NetworkPictureProps) {
  const called = networkName(network);
  const name = called.charAt(0).toUpperCase() + called.slice(1);
  const [isOpen, setOpen] = useState(false);
  const text = <NetworkText lines={network.lines} label={`${name} of ${network.unit}`} />;
  if (network.picture === null) return text;
  return (
    <div className="network">
      <Pictures network={network} name={name} changes={changes} href={href} />
      <details className="network-text" onToggle={event => setOpen(event.currentTarget.open)}>
        <summary>As text</summary>
        {isOpen && text}
      </details>
      {network.truncated && <p className="blank">! More lines than are shown; the whole is in git.</p>}
    </div>
  );
}

interface PicturesProps {
  readonly network: CodeNetwork;
  readonly name: string;
  readonly changes: readonly CodeChange[];
  readonly href: NetworkPictureProps['href'];
}

function Pictures({ network, name, changes, href }: PicturesProps) {
  const chosen = useWay();
  const drawings = useMemo(() => {
    const placed = placedChanges(network, changes);
    const look = lookOf(network);
    const { old = null, new: now = null } = network.picture ?? {};
    return {
      old: old && drawn(old, 'old', placed, look),
      new: now && drawn(now, 'new', placed, look),
      overlaid: old && now && overlaid({ old, new: now }, placed, look),
    };
  }, [network, changes]);
  const text = network.lines.map(line => `${line.sign === ' ' ? '' : `${line.sign} `}${line.text}`);
  const undrawn = (['old', 'new'] as const).filter(
    side => network.number[side] !== null && drawings[side] === null,
  );
  const way: Way = drawings.overlaid === null ? 'beside' : chosen;
  const view = (side: 'old' | 'new' | 'overlaid', caption: string) => {
    const drawing = drawings[side];
    if (drawing === null) return null;
    const said = side === 'overlaid' ? text : sideText(network, side);
    return (
      <PictureView drawing={drawing} caption={caption} name={`${name}, ${side}`} text={said} href={href} />
    );
  };
  return (
    <>
      {undrawn.map(side => (
        <p key={side} className="blank">
          ! The {side} side is text, or too large to be drawn: see it as text.
        </p>
      ))}
      {drawings.overlaid !== null && <WaySwitch way={way} />}
      {way === 'overlaid' ? (
        view('overlaid', 'New, with what is no more as a ghost')
      ) : (
        <div className="network-sides">
          {view('old', '− old')}
          {view('new', '+ new')}
        </div>
      )}
    </>
  );
}

function sideText({ lines }: CodeNetwork, side: 'old' | 'new'): string[] {
  const left = side === 'old' ? '+' : '-';
  return lines.filter(({ sign }) => sign !== left).map(({ text }) => text);
}

const ways: readonly (readonly [Way, string])[] = [
  ['beside', 'Side by side'],
  ['overlaid', 'Overlaid'],
];

function WaySwitch({ way }: { readonly way: Way }) {
  return (
    <fieldset className="network-ways">
      <legend className="unseen">How both sides are drawn</legend>
      {ways.map(([each, label]) => (
        <button key={each} type="button" aria-pressed={way === each} onClick={() => setWay(each)}>
          {label}
        </button>
      ))}
    </fieldset>
  );
}

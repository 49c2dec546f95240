import { tagAddress, WhenNear } from '../parts/index.ts';
import { NetworkPicture } from '../rung/index.ts';
import type { Code } from './code.ts';
import { NetworkHead } from './network-head.tsx';

/** Pixels of a network that was never drawn. */
const networkHeight = 260;
const drawnAtOnce = 3;

/** The networks that are drawn, as their tool draws them, one below the other. */
export function CodeRungs({ diff, asset }: { readonly diff: Code; readonly asset: string }) {
  const drawn = diff.networks.filter(({ picture }) => picture !== null);
  const undrawn = diff.networks.length - drawn.length;
  return (
    <>
      {drawn.map((network, at) => (
        <section
          key={`${network.unit} ${network.number.old} ${network.number.new} ${at}`}
          className="code-rung"
        >
          <h3>
            <NetworkHead network={network} asset={asset} />
          </h3>
          <WhenNear first={at < drawnAtOnce} estimate={networkHeight}>
            {() => (
              <NetworkPicture
                network={network}
                changes={diff.changes}
                href={name => tagAddress(name, asset)}
              />
            )}
          </WhenNear>
        </section>
      ))}
      {undrawn > 0 && (
        <p className="fine">
          {undrawn === 1 ? 'One network that differs is' : `${undrawn} networks that differ are`} text, or too
          large to be drawn: see the listing.
        </p>
      )}
    </>
  );
}

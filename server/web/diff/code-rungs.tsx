import { tagAddress } from '../parts/index.ts';
import { NetworkPicture } from '../rung/index.ts';
import type { Code } from './code.ts';
import { NetworkHead } from './network-head.tsx';

/** The networks that are drawn, as their tool draws them, one below the other. */
export function CodeRungs({ diff, asset }: { readonly diff: Code; readonly asset: string }) {
  const drawn = diff.networks.filter(({ picture }) => picture !== null);
  return (
    <>
      {drawn.map((network, at) => (
        <section key={`${network.unit} ${network.number.old} ${network.number.new} ${at}`}>
          <h3>
            <NetworkHead network={network} asset={asset} />
          </h3>
          <NetworkPicture network={network} changes={diff.changes} href={name => tagAddress(name, asset)} />
        </section>
      ))}
      {drawn.length < diff.networks.length && (
        <p className="fine">Networks that are text, or too large to be drawn, stand in the listing alone.</p>
      )}
    </>
  );
}

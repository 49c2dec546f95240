import { visible } from '../parts/index.ts';
import { networkName } from '../rung/index.ts';
import { ChangeMark } from './change-mark.tsx';
import type { Code } from './code.ts';
import { Where } from './where.tsx';

/** Whose network it is, its number as the tool shows it, its language and title, and how it changed as a whole. */
export function NetworkHead({
  network,
  asset,
}: {
  readonly network: Code['networks'][number];
  readonly asset: string;
}) {
  const { unit, number, title, language, sign } = network;
  const [old, now] = [title.old ?? '', title.new ?? ''];
  return (
    <>
      <Where unit={unit} asset={asset} />
      {(number.old || number.new) && <> {networkName(network)}</>} <span className="fine">{language}</span>
      {sign !== 'changed' && (
        <>
          {' '}
          <ChangeMark sign={sign} />
        </>
      )}
      {old !== '' && now !== '' && old !== now ? (
        <span className="network-title">
          {' '}
          <del className="value">{visible(old)}</del> <ins className="value">{visible(now)}</ins>
        </span>
      ) : (
        (now || old) !== '' && <span className="network-title"> {visible(now || old)}</span>
      )}
    </>
  );
}

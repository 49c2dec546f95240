import { useQuery } from '@tanstack/react-query';
import type { AssetNames } from '@witnessmark/shared/api';
import { assetNamesQuery } from '../api/index.ts';
import { counted, Loaded } from '../parts/index.ts';
import { FileOrigin } from './names.tsx';

/** The files of an asset that name its addresses, and where they contradict each other. */
export function AssetNamesPanel({ asset }: { readonly asset: string }) {
  const names = useQuery(assetNamesQuery(asset));
  return (
    <section aria-labelledby="names-title">
      <h2 id="names-title">Names</h2>
      <Loaded result={names} what="the names">
        {data => <Files names={data} />}
      </Loaded>
    </section>
  );
}

function Files({ names }: { readonly names: AssetNames }) {
  if (names.files.length === 0)
    return (
      <p className="fine">
        No file of this asset names its addresses. Symbol tables, tag tables, AWL and SCL sources and
        SimaticML in a watched folder do.
      </p>
    );
  return (
    <>
      <ul>
        {names.files.map(file => (
          <li key={file.path}>
            <FileOrigin file={file} />
            {file.form !== null && (
              <span className="fine">
                {' '}
                · {counted(file.symbols, 'symbol')}, {counted(file.blocks, 'block')}
              </span>
            )}
          </li>
        ))}
      </ul>
      {names.truncated && <p className="blank">! More files hold names than are read of one asset.</p>}
      {names.conflicting > 0 && (
        <>
          <p className="blank">
            ! {counted(names.conflicting, 'address', 'addresses')} with more than one name: the files
            contradict each other.
          </p>
          <ul>
            {names.conflicts.map(({ operand, candidates }) => (
              <li key={operand}>
                <code>{operand}</code>:{' '}
                {candidates
                  .map(
                    ({ text, files }) => `${text} (${files.map(file => names.files[file]?.path).join(', ')})`,
                  )
                  .join(' or ')}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import type { AssetPaths } from '@witnessmark/shared/api';
import { useMayAt } from '../app/me.ts';
import { Loaded } from '../parts/index.ts';
import { When } from '../time/index.ts';
import { DeclarePaths } from './declare-paths.tsx';
import { pathsQuery } from './queries.ts';
import { Life } from './witnesses.tsx';

interface Props {
  readonly asset: { readonly id: string; readonly area: string };
}

/** Ways this controller can be written, which witness watches each, and which nobody does. */
export function PathsPanel({ asset }: Props) {
  const paths = useQuery(pathsQuery(asset.id));
  const may = useMayAt('judge-attribution', asset);
  return (
    <section aria-labelledby="paths-title">
      <h2 id="paths-title">Ways this controller can be written</h2>
      <Loaded result={paths} what="the ways">
        {data => (
          <>
            <Declared paths={data} />
            <ul className="plain">
              {data.paths.map(path => (
                <li key={path.id}>
                  <strong>{path.id}</strong> <span className="fine">{path.kinds.join(', ')}</span>
                  {path.items && <code> {path.items.join(' ')}</code>}
                  {path.closedNow && ' technically closed now'}
                  {!path.closedNow && path.watch.length === 0 && (
                    <div className="blank">! No witness watches it: whoever comes this way is not seen.</div>
                  )}
                  <ul>
                    {path.watch.map(({ name, heard }) => (
                      <li key={name}>
                        <code>{name}</code>:{' '}
                        {heard ? (
                          <>
                            proven alive <Life witness={heard} />
                          </>
                        ) : (
                          <span className="loud">
                            <span aria-hidden="true">!</span> never heard
                          </span>
                        )}
                      </li>
                    ))}
                  </ul>
                </li>
              ))}
            </ul>
            {data.declared && data.unreached.length > 0 && (
              <p className="fine">By no declared way: {data.unreached.join(', ')}.</p>
            )}
            {data.idle.length > 0 && (
              <p className="fine">
                Heard, and watching no declared way:{' '}
                {data.idle.map(({ name, id, kind }) => name ?? `${kind}/${id}`).join(', ')}.
              </p>
            )}
            {may && <DeclarePaths asset={asset.id} paths={data} />}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Declared({ paths: { declared } }: { readonly paths: AssetPaths }) {
  if (declared === null)
    return (
      <p className="blank">
        ! Nobody has declared by which ways it can be written. Until then no change of it is ever put into a
        session by exclusion.
      </p>
    );
  return (
    <p className="fine">
      Declared by {declared.by.label} <When at={declared.at} ago />: {declared.reason}
    </p>
  );
}

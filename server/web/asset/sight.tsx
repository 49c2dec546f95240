import { useQuery } from '@tanstack/react-query';
import type { Asset, AssetCapabilities } from '@witnessmark/shared/api';
import { capabilitiesQuery } from '../api/index.ts';
import {
  capabilityMarks,
  counted,
  coverageMarks,
  kindNames,
  Loaded,
  reasonText,
  type SightGroup,
  servesNames,
  sightMarks,
} from '../parts/index.ts';
import { When } from '../time/index.ts';

/** What the controller was found to let us see, what is blind, what is watched now, and what would show more. */
export function Sight({ asset }: { readonly asset: Asset }) {
  const result = useQuery(capabilitiesQuery(asset.id));
  return (
    <section aria-labelledby="sight-title" id="sight" className="sight">
      <h2 id="sight-title">What this controller lets us see</h2>
      <Loaded result={result} what="what this controller lets us see">
        {found => (
          <>
            {found.unprobed.map(stream => (
              <p key={stream} className="blank">
                ? <code>{stream}</code> has told nothing of what it can see: it was not connected yet, or its
                agent is older than this server.
              </p>
            ))}
            <div className="sight-groups">
              {found.groups.map(group => (
                <Group key={group.serves} group={group} />
              ))}
            </div>
            <Blind blind={found.blind} />
            <WatchedNow asset={asset} />
            <More advice={found.advice} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function Group({ group: { serves, sight, says, capabilities } }: { readonly group: SightGroup }) {
  const { glyph, word } = sightMarks[sight];
  const title = `sight-${serves}`;
  return (
    <article className={`card sight-${sight}`} aria-labelledby={title}>
      <h3 id={title}>
        {servesNames[serves]}{' '}
        <span className={`badge${sight === 'seen' ? '' : ' loud'}`}>
          <span aria-hidden="true">{glyph}</span> {word}
        </span>
      </h3>
      <p>{says}</p>
      {capabilities.length > 0 && (
        <ul className="found">
          {capabilities.map(each => {
            const mark = capabilityMarks[each.state];
            return (
              <li key={`${each.stream} ${each.id}`} className={`found-${each.state}`}>
                <span className="found-state">
                  <span className="glyph" aria-hidden="true">
                    {mark.glyph}
                  </span>{' '}
                  {mark.word}
                </span>
                <div>
                  <strong>{each.says}</strong>
                  <div>{each.found}</div>
                  <div className="fine">
                    {each.source}, since <When at={each.since} />
                    {each.at !== each.since && (
                      <>
                        , probed <When at={each.at} />
                      </>
                    )}
                  </div>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </article>
  );
}

/** Drawn as loudly as a gap: hatched, with a word, and with every reason. */
function Blind({ blind }: Pick<AssetCapabilities, 'blind'>) {
  if (blind.length === 0) return null;
  return (
    <section className="blind" aria-labelledby="blind-title">
      <h3 id="blind-title">Blind: what nobody sees here</h3>
      <ul>
        {blind.map(({ what, reasons }) => (
          <li key={what}>
            <span className="swatch span-blind" aria-hidden="true" />
            <div>
              <strong>╳ {what}</strong>
              <ul className="plain-list">
                {reasons.map(reason => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Kind by kind: what is watched now, and by which source. */
function WatchedNow({ asset }: { readonly asset: Asset }) {
  return (
    <div className="table-scroll">
      <table className="values" aria-label="Watched now">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">Now</th>
            <th scope="col">Last read equal</th>
            <th scope="col">By source</th>
          </tr>
        </thead>
        <tbody>
          {asset.coverage.map(each => (
            <tr key={each.kind}>
              <th scope="row">{kindNames[each.kind]}</th>
              <td>
                <span className={`swatch span-${each.state}`} aria-hidden="true" />{' '}
                {coverageMarks[each.state].word}
                {each.state !== 'watched' && `: ${reasonText(each.reason)}`}
                {each.since && (
                  <>
                    {' '}
                    since <When at={each.since} />
                  </>
                )}
              </td>
              <td>{each.lastEqual ? <When at={each.lastEqual} ago /> : 'never'}</td>
              <td>
                {asset.streams
                  .flatMap(stream =>
                    stream.sees.filter(sees => sees.kind === each.kind).map(sees => ({ stream, sees })),
                  )
                  .map(({ stream, sees }) => (
                    <div key={stream.stream}>
                      {stream.source}: {sees.sees ? 'sees it' : `blind: ${reasonText(sees.reason)}`}
                    </div>
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Each with what it needs and what it still would not show: whoever decides pays for it. */
function More({ advice }: Pick<AssetCapabilities, 'advice'>) {
  if (advice.length === 0) return null;
  return (
    <details className="see-more">
      <summary>What would let us see more: {counted(advice.length, 'way')}</summary>
      <div className="cards">
        {advice.map(each => (
          <article key={each.id} className="card">
            <h3>
              {servesNames[each.serves]}: {each.see}
            </h3>
            <dl className="pairs">
              <div>
                <dt>How</dt>
                <dd>{each.how}</dd>
              </div>
              <div>
                <dt>Licence</dt>
                <dd>{each.licence}</dd>
              </div>
              <div>
                <dt>Device</dt>
                <dd>{each.device}</dd>
              </div>
              <div>
                <dt>Still not shown</dt>
                <dd>{each.limits}</dd>
              </div>
              <div>
                <dt>Known from</dt>
                <dd>{each.source}</dd>
              </div>
            </dl>
          </article>
        ))}
      </div>
    </details>
  );
}

import { useQuery } from '@tanstack/react-query';
import type { Asset, ChangeSummary } from '@witnessmark/shared/api';
import { coverageQuery } from '../api/index.ts';
import { CoverageStrip, kindNames, Loaded, StripLegend, sentenceText } from '../parts/index.ts';
import { When } from '../time/index.ts';

/** One strip a stream and kind, the last 35 days. */
export function Coverage({
  asset,
  from,
  to,
}: {
  readonly asset: Asset;
  readonly from: string;
  readonly to: string;
}) {
  const result = useQuery(coverageQuery(asset.id, from, to));
  return (
    <Loaded result={result} what="coverage">
      {data => (
        <>
          <div className="strips">
            {data.rows.map(row => {
              const source = row.stream.split('/')[1] ?? row.stream;
              const label = `${kindNames[row.kind]} · ${source}`;
              return (
                <div key={`${row.stream} ${row.kind}`} className="strip-line">
                  <span className="strip-name">{label}</span>
                  <CoverageStrip label={label} from={data.from} to={data.to} spans={row.spans} />
                </div>
              );
            })}
          </div>
          <StripLegend />
        </>
      )}
    </Loaded>
  );
}

/** When changes happened, as bars on the same scale. */
export function ChangeMarks({
  changes,
  from,
  to,
  at,
}: {
  readonly changes: readonly ChangeSummary[];
  readonly from: string;
  readonly to: string;
  readonly at: string | undefined;
}) {
  const start = Date.parse(from);
  const length = Date.parse(to) - start;
  const place = (iso: string) => ((Date.parse(iso) - start) / length) * 100;
  return (
    <div className="strips">
      <div className="strip-line">
        <span className="strip-name">changes</span>
        <div className="strip marks" role="img" aria-label={`${changes.length} changes in this stretch`}>
          {changes.map(change => {
            const left = Math.max(0, place(change.window.from ?? change.window.to));
            return (
              <span
                key={change.id}
                className="span-window"
                style={{
                  left: `min(${left}%, 100% - 4px)`,
                  width: `${Math.max(0, place(change.window.to) - left)}%`,
                }}
                title={sentenceText(change.sentence)}
              />
            );
          })}
          {at && <span className="needle" style={{ left: `${place(at)}%` }} />}
        </div>
      </div>
      <div className="strip-ends">
        <When at={from} /> <When at={to} />
      </div>
    </div>
  );
}

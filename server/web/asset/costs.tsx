import type { Asset } from '@witnessmark/shared/api';
import { bytesText } from '../parts/index.ts';

type Load = NonNullable<Asset['streams'][number]['load']>;
type Reading = Load['costs'][number]['reading'];

const words: Readonly<Record<Reading, string>> = {
  connect: 'Connecting',
  fingerprint: 'Unmoved fingerprint',
  poll: 'Unchanged poll',
  found: 'Poll that found something',
  round: 'Round of unmoved items',
  change: 'Following a change',
  sweep: 'Reading everything',
};
const order = Object.keys(words);

/** What each sort of reading last cost the controller, beside what it is given at most. */
export function Costs({ costs, budget }: Pick<Load, 'costs' | 'budget'>) {
  const sorted = costs.toSorted((a, b) => order.indexOf(a.reading) - order.indexOf(b.reading));
  return (
    <>
      {budget !== null && (
        <div>
          <dt>At most</dt>
          <dd>{budget} requests/s</dd>
        </div>
      )}
      {sorted.map(({ reading, requests, bytes }) => (
        <div key={reading}>
          <dt>{words[reading]}</dt>
          <dd>
            {requests === 1 ? '1 request' : `${requests} requests`}, {bytesText(bytes)}
            {budget !== null && requests > budget ? `, ${durationText(requests / budget)} at least` : ''}
          </dd>
        </div>
      ))}
    </>
  );
}

function durationText(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

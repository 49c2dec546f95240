import { Link } from '@tanstack/react-router';
import type { JudgedGroup } from '@witnessmark/shared/api';
import { useMay } from '../app/me.ts';

type Said = JudgedGroup['reasons'][number];

const entriesShown = 4;

/** Sentences of a judgement, each with the records and the session it speaks of. */
export function SaidList({
  said,
  known,
}: {
  readonly said: readonly Said[];
  readonly known: ReadonlySet<number>;
}) {
  return (
    <ul className="said">
      {said.map(each => (
        <li key={`${each.code} ${each.says}`}>
          {each.says} <Sources said={each} known={known} />
        </li>
      ))}
    </ul>
  );
}

/** Where it is written: a record on this page, else the log; and the session. */
function Sources({ said, known }: { readonly said: Said; readonly known: ReadonlySet<number> }) {
  const mayLog = useMay('see-log');
  const shown = said.entries.slice(0, entriesShown);
  const left = said.entries.length - shown.length;
  return (
    <span className="sources">
      {shown.map(entry => (
        <span key={entry}>
          {known.has(entry) ? (
            <a href={`#record-${entry}`}>record {entry}</a>
          ) : mayLog ? (
            <Link to="/log" search={{ entry: String(entry) }}>
              log {entry}
            </Link>
          ) : (
            <>log {entry}</>
          )}{' '}
        </span>
      ))}
      {left > 0 && <>and {left} more </>}
      {said.session && (
        <Link to="/sessions/$session" params={{ session: said.session }}>
          {said.session}
        </Link>
      )}
    </span>
  );
}

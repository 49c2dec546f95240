import { Link } from '@tanstack/react-router';
import type { LogEntry } from '@witnessmark/shared/api';
import { When } from '../time/index.ts';

export function EntryRow({ entry, tabIndex }: { readonly entry: LogEntry; readonly tabIndex: 0 | -1 }) {
  return (
    <article className="row entry-row">
      <span className="entry-idx">{entry.idx}</span>
      <span>
        <When at={entry.at} />
      </span>
      <Link
        to="/log"
        search={old => ({ ...old, type: entry.type })}
        tabIndex={tabIndex}
        className="row-asset"
      >
        {entry.type}
      </Link>
      <Link
        to="/log"
        search={old => ({ ...old, entry: String(entry.idx) })}
        tabIndex={tabIndex}
        data-main
        className="entry-says"
      >
        {entry.says}
      </Link>
      <Link
        to="/log"
        search={old => ({ ...old, subject: entry.subject })}
        tabIndex={tabIndex}
        className="row-asset"
      >
        {entry.subject}
      </Link>
      <span className="row-asset" title={entry.actor.id}>
        {entry.actor.name ?? entry.actor.id}
      </span>
    </article>
  );
}

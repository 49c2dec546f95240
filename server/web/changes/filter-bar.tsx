import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { assetsQuery } from '../api/index.ts';
import { kindNames, sortNames, verdictMarks } from '../parts/index.ts';
import { instantOf, useZone, wallOf } from '../time/index.ts';
import { type ChangesFilter, kindChoices, reviewChoices, sortChoices, verdictChoices } from './filter.ts';

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly choices: readonly (readonly [string, string])[];
  readonly onPick: (value: string) => void;
}

function Choice({ label, value, choices, onPick }: ChoiceProps) {
  const known = value === undefined || choices.some(([each]) => each === value);
  return (
    <label>
      <span>{label}</span>
      <select value={value ?? ''} onChange={event => onPick(event.target.value)}>
        <option value="">any</option>
        {!known && <option value={value}>{value}</option>}
        {choices.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Filters of the list; each is part of the address. */
export function FilterBar({ filter }: { readonly filter: ChangesFilter }) {
  const navigate = useNavigate();
  const zone = useZone();
  const assets = useInfiniteQuery(assetsQuery({}));
  const rows = assets.data?.pages.flatMap(page => page.rows) ?? [];
  const areas = [...new Set(rows.map(asset => asset.area))].sort();
  const set = (name: keyof ChangesFilter) => (value: string) => {
    const { [name]: _, ...rest } = filter;
    void navigate({ to: '/changes', search: value ? { ...rest, [name]: value } : rest, replace: true });
  };
  const dayOf = (iso: string | undefined) => (iso ? wallOf(new Date(iso), zone).date : '');
  const setDay = (name: 'since' | 'until') => (date: string) => {
    const next = name === 'until' ? new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10) : date;
    set(name)(date ? (instantOf(next, '00:00', zone)?.toISOString() ?? '') : '');
  };
  const until = filter.until ? new Date(Date.parse(filter.until) - 1).toISOString() : undefined;
  const inUse = Object.keys(filter).length > 0;
  return (
    <form className="filters" aria-label="Filter changes" onSubmit={event => event.preventDefault()}>
      <Choice
        label="Area"
        value={filter.area}
        choices={areas.map(area => [area, area])}
        onPick={set('area')}
      />
      <Choice
        label="Asset"
        value={filter.asset}
        choices={rows
          .filter(asset => !filter.area || asset.area === filter.area)
          .map(asset => [asset.id, asset.name])}
        onPick={set('asset')}
      />
      <Choice
        label="Kind"
        value={filter.kind}
        choices={kindChoices.map(kind => [kind, kindNames[kind]])}
        onPick={set('kind')}
      />
      <Choice
        label="Who"
        value={filter.who}
        choices={verdictChoices.map(verdict => [verdict, verdictMarks[verdict].word])}
        onPick={set('who')}
      />
      <Choice
        label="Judged"
        value={filter.review}
        choices={reviewChoices.map(review => [review, review])}
        onPick={set('review')}
      />
      <Choice
        label="Sort"
        value={filter.sort}
        choices={sortChoices.map(sort => [sort, sortNames[sort]])}
        onPick={set('sort')}
      />
      <label>
        <span>From</span>
        <input
          type="date"
          value={dayOf(filter.since)}
          onChange={event => setDay('since')(event.target.value)}
        />
      </label>
      <label>
        <span>To</span>
        <input type="date" value={dayOf(until)} onChange={event => setDay('until')(event.target.value)} />
      </label>
      {filter.item && (
        <span className="badge">
          item <code>{filter.item}</code>
        </span>
      )}
      {filter.search && <span className="badge">“{filter.search}”</span>}
      {inUse && (
        <button type="button" className="quiet" onClick={() => void navigate({ to: '/changes', search: {} })}>
          Clear filters
        </button>
      )}
    </form>
  );
}

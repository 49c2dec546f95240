import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { MomentField, momentOf, textOf } from '../parts/index.ts';
import { useZone } from '../time/index.ts';

export interface LogFilterValues {
  readonly type?: string;
  readonly subject?: string;
  readonly since?: string;
  readonly until?: string;
}

const typeHints = [
  'observation.recorded',
  'observation.late',
  'coverage.changed',
  'coverage.digest',
  'notice.recorded',
  'fact.refused',
  'stream.assigned',
  'stream.forked',
  'stream.gap',
  'asset.phase',
  'asset.identity',
  'agent.invited',
  'agent.joined',
  'agent.revoked',
  'order.issued',
  'person.signed-in',
  'person.token-issued',
] as const;

/** Filters of the log; each is part of the address. */
export function LogFilter({ filter }: { readonly filter: LogFilterValues }) {
  const navigate = useNavigate();
  const zone = useZone();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const next: { type?: string; subject?: string; since?: string; until?: string } = {};
    for (const name of ['type', 'subject'] as const) {
      const value = textOf(form, name);
      if (value) next[name] = value;
    }
    for (const name of ['since', 'until'] as const) {
      const value = momentOf(form, name, zone);
      if (value) next[name] = value;
    }
    void navigate({ to: '/log', search: next, replace: true });
  };
  return (
    <form key={JSON.stringify(filter)} className="filters" aria-label="Filter the log" onSubmit={submit}>
      <label>
        Type <input name="type" list="event-types" defaultValue={filter.type} maxLength={60} />
      </label>
      <datalist id="event-types">
        {typeHints.map(type => (
          <option key={type} value={type} />
        ))}
      </datalist>
      <label>
        Subject{' '}
        <input name="subject" defaultValue={filter.subject} maxLength={200} placeholder="asset:press-2" />
      </label>
      <MomentField label="From, site time" name="since" value={filter.since ?? null} zone={zone} />
      <MomentField label="To" name="until" value={filter.until ?? null} zone={zone} />
      <button type="submit">Filter</button>
      {Object.keys(filter).length > 0 && (
        <button type="button" className="quiet" onClick={() => void navigate({ to: '/log', search: {} })}>
          Clear filters
        </button>
      )}
    </form>
  );
}

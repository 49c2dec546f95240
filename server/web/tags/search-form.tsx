import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useDeferredValue, useId, useRef, useState } from 'react';
import { assetsQuery } from '../api/index.ts';
import { useKeys } from '../keys/index.ts';
import { namesQuery, type TagFilter } from './queries.ts';

/** Longest name the server looks for. */
const longest = 400;

/** What to look for and where; names that begin so are suggested while it is typed. */
export function SearchForm({ filter }: { readonly filter: TagFilter }) {
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  const [typed, setTyped] = useState(filter.tag ?? '');
  const begins = useDeferredValue(typed.trim().slice(0, longest));
  const names = useQuery(namesQuery(begins, filter));
  const assets = useInfiniteQuery(assetsQuery({}));
  const rows = assets.data?.pages.flatMap(page => page.rows) ?? [];
  useKeys('Tags', [{ keys: '/', does: 'name a tag', run: () => field.current?.select() }]);
  const show = (next: TagFilter, tag: string) => {
    const { tag: _, ...where } = next;
    void navigate({ to: '/tags', search: tag === '' ? where : { ...where, tag } });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    show(filter, typed.trim());
  };
  const set = (name: 'asset' | 'area') => (value: string) => {
    // Another area has other assets.
    const kept: TagFilter = name === 'asset' && filter.area !== undefined ? { area: filter.area } : {};
    show(value === '' ? kept : { ...kept, [name]: value }, typed.trim());
  };
  const areas = [...new Set(rows.map(row => row.area))].sort();
  const offered = rows.filter(row => !filter.area || row.area === filter.area);
  return (
    <form className="filters tag-search" aria-label="Find a tag" onSubmit={submit}>
      <label>
        <span>Tag, block or type</span>
        <input
          ref={field}
          name="tag"
          type="search"
          value={typed}
          list={list}
          maxLength={longest}
          autoComplete="off"
          spellCheck={false}
          onChange={event => setTyped(event.target.value)}
        />
      </label>
      <datalist id={list}>
        {names.data?.names.map(name => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Choice
        label="Area"
        any="the whole site"
        value={filter.area}
        choices={areas.map(area => [area, area])}
        onPick={set('area')}
      />
      <Choice
        label="Asset"
        any="every asset"
        value={filter.asset}
        choices={offered.map(asset => [asset.id, asset.name])}
        onPick={set('asset')}
      />
      <button type="submit">Find</button>
    </form>
  );
}

function Choice({
  label,
  any,
  value,
  choices,
  onPick,
}: {
  readonly label: string;
  readonly any: string;
  readonly value: string | undefined;
  readonly choices: readonly (readonly [string, string])[];
  readonly onPick: (value: string) => void;
}) {
  const known = value === undefined || choices.some(([each]) => each === value);
  return (
    <label>
      <span>{label}</span>
      <select value={value ?? ''} onChange={event => onPick(event.target.value)}>
        <option value="">{any}</option>
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

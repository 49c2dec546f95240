import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef } from 'react';
import { KeyHelp, useKeys } from '../keys/index.ts';
import { useConnection } from '../live/index.ts';
import { textOf } from '../parts/index.ts';
import { useNow, useZone, wallOf } from '../time/index.ts';
import { useMe } from './me.ts';
import { useViews } from './views.ts';

export function Header() {
  const me = useMe();
  const views = useViews();
  return (
    <header className="top">
      <Link to="/" className="brand">
        <img src="/mark.svg" alt="" width="18" height="18" /> Witnessmark
        <span className="site"> {me.site.name}</span>
      </Link>
      <nav aria-label="Views">
        {views.map(({ to, name }) => (
          <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
            {name}
          </Link>
        ))}
      </nav>
      <Search />
      <LiveLamp />
      <SiteClock />
      <KeyHelp />
      <Link to="/account" className="account">
        {me.name}
      </Link>
    </header>
  );
}

function Search() {
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const present = useRouterState({
    select: state => (state.location.pathname === '/changes' ? (state.location.search.search ?? '') : ''),
  });
  useEffect(() => {
    if (field.current) field.current.value = present;
  }, [present]);
  useKeys('Everywhere', [{ keys: '/', does: 'search changes', run: () => field.current?.select() }]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const search = textOf(new FormData(event.currentTarget), 'search');
    void navigate({
      to: '/changes',
      search: old => {
        const { search: _, ...rest } = old;
        return search ? { ...rest, search } : rest;
      },
    });
  };
  return (
    <search>
      <form onSubmit={submit}>
        <input
          ref={field}
          type="search"
          name="search"
          aria-label="Search changes"
          placeholder="Search changes  /"
          maxLength={200}
          onKeyDown={event => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      </form>
    </search>
  );
}

const lampWords = { connecting: 'connecting', live: 'live', lost: 'not live' } as const;

function LiveLamp() {
  const { state } = useConnection();
  return (
    <span className={`lamp lamp-${state}`} role="status" aria-label={`Events: ${lampWords[state]}`}>
      <span aria-hidden="true">{state === 'live' ? '●' : state === 'lost' ? '✕' : '○'}</span>{' '}
      {lampWords[state]}
    </span>
  );
}

function SiteClock() {
  const zone = useZone();
  const wall = wallOf(new Date(useNow()), zone);
  return (
    <span className="clock" title={`Times are shown in the site's zone, ${zone}`}>
      {wall.time.slice(0, 5)} <span className="offset">{wall.offset}</span>
      <span className="unseen"> site time, {zone}</span>
    </span>
  );
}

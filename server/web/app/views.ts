import { type Permission, useMe } from './me.ts';

interface ViewEntry {
  readonly to:
    | '/'
    | '/changes'
    | '/queue'
    | '/assets'
    | '/sessions'
    | '/tags'
    | '/agents'
    | '/people'
    | '/identities'
    | '/log';
  readonly name: string;
  /** The second letter after g. */
  readonly key: string;
  readonly needs?: Permission;
}

const views: readonly ViewEntry[] = [
  { to: '/', name: 'Overview', key: 'o' },
  { to: '/changes', name: 'Changes', key: 'c' },
  { to: '/queue', name: 'Queue', key: 'q' },
  { to: '/assets', name: 'Assets', key: 's' },
  { to: '/tags', name: 'Tags', key: 't' },
  { to: '/sessions', name: 'Sessions', key: 'w' },
  { to: '/agents', name: 'Agents', key: 'a', needs: 'see-agents' },
  { to: '/people', name: 'People', key: 'p', needs: 'review-access' },
  { to: '/identities', name: 'Who is who', key: 'i', needs: 'see-names' },
  { to: '/log', name: 'Log', key: 'l', needs: 'see-log' },
];

/** The views the person signed in may see. */
export function useViews(): readonly ViewEntry[] {
  const { may } = useMe();
  return views.filter(view => view.needs === undefined || may.includes(view.needs));
}

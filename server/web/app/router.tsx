import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { ChangesView } from '../changes/index.ts';
import { OverviewView } from '../overview/index.ts';
import { Broken, NowhereView } from './nowhere.tsx';
import { parseSearch, picked, stringifySearch } from './search.ts';
import { SetUp } from './set-up.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NowhereView, errorComponent: Broken });

const overview = createRoute({ getParentRoute: () => root, path: '/', component: OverviewView });
const changes = createRoute({
  getParentRoute: () => root,
  path: '/changes',
  validateSearch: picked(
    'area',
    'asset',
    'kind',
    'item',
    'who',
    'review',
    'search',
    'since',
    'until',
    'sort',
    'session',
  ),
  component: ChangesView,
});
const change = createRoute({
  getParentRoute: () => root,
  path: '/changes/$change',
  validateSearch: picked('item', 'revision', 'view'),
  component: lazyRouteComponent(() => import('../change/index.ts'), 'ChangeView'),
});
const queue = createRoute({
  getParentRoute: () => root,
  path: '/queue',
  validateSearch: picked('state', 'owner', 'order', 'asset', 'area'),
  component: lazyRouteComponent(() => import('../who/index.ts'), 'QueueView'),
});
const shifts = createRoute({
  getParentRoute: () => root,
  path: '/queue/shifts',
  validateSearch: picked('area', 'from'),
  component: lazyRouteComponent(() => import('../who/index.ts'), 'ShiftsView'),
});
const assets = createRoute({
  getParentRoute: () => root,
  path: '/assets',
  validateSearch: picked('area', 'search'),
  component: lazyRouteComponent(() => import('../assets/index.ts'), 'AssetsView'),
});
const asset = createRoute({
  getParentRoute: () => root,
  path: '/assets/$asset',
  validateSearch: picked('since', 'at', 'item', 'line', 'span', 'block'),
  component: lazyRouteComponent(() => import('../asset/index.ts'), 'AssetView'),
});
const agents = createRoute({
  getParentRoute: () => root,
  path: '/agents',
  validateSearch: picked('agent', 'show'),
  component: lazyRouteComponent(() => import('../agents/index.ts'), 'AgentsView'),
});
const log = createRoute({
  getParentRoute: () => root,
  path: '/log',
  validateSearch: picked('type', 'subject', 'since', 'until', 'entry'),
  component: lazyRouteComponent(() => import('../log/index.ts'), 'LogView'),
});
const sessions = createRoute({
  getParentRoute: () => root,
  path: '/sessions',
  validateSearch: picked('show', 'week'),
  component: lazyRouteComponent(() => import('../sessions/index.ts'), 'SessionsView'),
});
const session = createRoute({
  getParentRoute: () => root,
  path: '/sessions/$session',
  component: lazyRouteComponent(() => import('../sessions/index.ts'), 'SessionView'),
});
const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: lazyRouteComponent(() => import('../people/index.ts'), 'PeopleView'),
});
const identities = createRoute({
  getParentRoute: () => root,
  path: '/identities',
  component: lazyRouteComponent(() => import('../registry/index.ts'), 'WhoIsWhoView'),
});
const tags = createRoute({
  getParentRoute: () => root,
  path: '/tags',
  validateSearch: picked('tag', 'asset', 'area'),
  component: lazyRouteComponent(() => import('../tags/index.ts'), 'TagsView'),
});
const setUp = createRoute({ getParentRoute: () => root, path: '/set-up', component: SetUp });
const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('../account/index.ts'), 'AccountView'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    changes,
    change,
    queue,
    shifts,
    assets,
    asset,
    sessions,
    session,
    agents,
    log,
    people,
    identities,
    tags,
    setUp,
    account,
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { isSignedOut, meQuery } from '../api/index.ts';
import { useKeys } from '../keys/index.ts';
import { Failed, Loading } from '../parts/index.ts';
import { SessionBanner } from '../sessions/index.ts';
import { SiteZone } from '../time/index.ts';
import { Banner } from './banner.tsx';
import { useGoto } from './goto.ts';
import { Header } from './header.tsx';
import { LiveUpdates } from './live-updates.tsx';
import { MeContext } from './me.ts';
import { SignIn } from './sign-in.tsx';
import { StepUp } from './step-up.tsx';

/** The frame of every view. Signed out, the address stays and the sign-in stands in its place. */
export function Shell() {
  const setUp = useRouterState({ select: state => state.location.pathname === '/set-up' });
  const me = useQuery({ ...meQuery, enabled: !setUp });
  // Whoever opens a set-up link has no password yet to sign in with.
  if (setUp) return <Outlet />;
  if (isSignedOut(me.error)) return <SignIn />;
  if (!me.data && me.error) {
    return (
      <main className="alone">
        <Failed what="Could not begin" error={me.error} onRetry={() => void me.refetch()} />
      </main>
    );
  }
  if (!me.data) {
    return (
      <main className="alone">
        <Loading what="who is signed in" />
      </main>
    );
  }
  return (
    <MeContext value={me.data}>
      <SiteZone value={me.data.site.timeZone}>
        <Frame />
      </SiteZone>
    </MeContext>
  );
}

function Frame() {
  const main = useRef<HTMLElement>(null);
  // Not before the view is there: until then focus stands in the one before.
  const path = useRouterState({ select: state => state.resolvedLocation?.pathname });
  const shown = useRef(path);
  const goto = useGoto();
  useKeys('Go to', goto);
  useEffect(() => {
    const before = shown.current;
    shown.current = path;
    // Coming from outside, focus is the browser's to place.
    if (before === undefined || before === path) return;
    // A view that puts focus back where it was has done so by now; otherwise reading starts at its top.
    const frame = requestAnimationFrame(() => {
      if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [path]);
  return (
    <div className="frame">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <LiveUpdates />
      <StepUp />
      <Header />
      <div>
        <Banner />
        <SessionBanner />
      </div>
      <main id="main" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

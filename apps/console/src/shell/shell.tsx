import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { api } from '../api/client.ts';
import { useIsLive, useLiveConnection } from '../api/live.ts';
import { Loading } from '../controls/loading.tsx';
import { Preferences } from './preferences.tsx';

const PAGES = [
  ['/overview', 'Overview'],
  ['/notifications', 'Notifications'],
  ['/failures', 'Failures'],
  ['/quarantine', 'Quarantine'],
  ['/drift', 'Drift'],
  ['/gaps', 'Gaps'],
  ['/handling', 'Handling'],
  ['/audit', 'Audit'],
] as const;

/** The frame of all pages: where one can go, whether the console is live, what is paused, and who is signed in. */
export function Shell() {
  useLiveConnection();
  useFocusOnNavigation();
  const isLive = useIsLive();
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="bar">
        <Link to="/overview" className="brand">
          <img src="/console/favicon.svg" alt="" width="22" height="22" />
          Partner Webhooks
        </Link>
        <nav aria-label="Pages">
          {PAGES.map(([path, text]) => (
            <Link key={path} to={path} activeProps={{ 'aria-current': 'page' }}>
              {text}
            </Link>
          ))}
          <a href="/docs/">Docs</a>
        </nav>
        <span className={isLive ? 'live live-on' : 'live'} role="status">
          {isLive ? 'Live' : 'Not live'}
        </span>
        <Preferences />
      </header>
      <PauseNotice />
      <main id="content" tabIndex={-1}>
        <Suspense fallback={<Loading what="the page" />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  );
}

/** Seen on every page: what does not run is the first thing to know of. */
function PauseNotice() {
  const { data } = api.useQuery('get', '/api/overview');
  if (!data) return null;
  const { pauses, handlersEnabled } = data;
  if (handlersEnabled && pauses.length === 0) return null;
  const names = pauses.map(({ eventType }) => eventType);
  return (
    <p className="notice notice-warning banner" role="status">
      {!handlersEnabled && 'This receiver runs no handlers (HANDLERS is off). '}
      {names.length > 0 && (
        <>
          Handling is paused for {names.length > 3 ? `${names.length} event types` : names.join(', ')}.{' '}
          <Link to="/handling">Resume</Link>
        </>
      )}
    </p>
  );
}

/** A reader of the screen begins to read a page where the page begins. */
function useFocusOnNavigation(): void {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const last = useRef(path);
  useEffect(() => {
    if (last.current !== path) document.getElementById('content')?.focus({ preventScroll: true });
    last.current = path;
    // On a narrow window the names of the pages scroll.
    document
      .querySelector('nav [aria-current=page]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [path]);
}

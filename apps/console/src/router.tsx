import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { readAuditSearch } from './audit/search.ts';
import { parseSearch, stringifySearch } from './controls/url-search.ts';
import { readDriftSearch } from './drift/search.ts';
import { readGapsSearch } from './gaps/search.ts';
import { readNotificationSearch } from './notifications/search.ts';
import { readOverviewSearch } from './overview/search.ts';
import { readQuarantineSearch } from './quarantine/search.ts';
import { NotFound } from './shell/not-found.tsx';
import { PageError } from './shell/page-error.tsx';
import { PagePending } from './shell/page-pending.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/overview' });
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/overview',
    validateSearch: readOverviewSearch,
    component: lazyRouteComponent(() => import('./overview/overview.tsx'), 'Overview'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/notifications',
    validateSearch: readNotificationSearch,
    component: lazyRouteComponent(() => import('./notifications/notifications.tsx'), 'Notifications'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/notifications/$id',
    component: lazyRouteComponent(() => import('./notifications/notification.tsx'), 'NotificationPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/failures',
    component: lazyRouteComponent(() => import('./failures/failures.tsx'), 'Failures'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/quarantine',
    validateSearch: readQuarantineSearch,
    component: lazyRouteComponent(() => import('./quarantine/quarantine.tsx'), 'Quarantine'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/quarantine/$id',
    component: lazyRouteComponent(() => import('./quarantine/quarantined.tsx'), 'QuarantinedPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit',
    validateSearch: readAuditSearch,
    component: lazyRouteComponent(() => import('./audit/audit.tsx'), 'Audit'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/drift',
    validateSearch: readDriftSearch,
    component: lazyRouteComponent(() => import('./drift/drift.tsx'), 'Drift'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/gaps',
    validateSearch: readGapsSearch,
    component: lazyRouteComponent(() => import('./gaps/gaps.tsx'), 'Gaps'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/handling',
    component: lazyRouteComponent(() => import('./handling/handling.tsx'), 'Handling'),
  }),
] as const;

/** The pages by their paths below `/console`. What a page shows of a list is in its URL, so that it can be sent to a colleague. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: '/console',
  defaultPreload: 'intent',
  defaultErrorComponent: PageError,
  // The files of a view may come late, too.
  defaultPendingComponent: PagePending,
  defaultPendingMs: 500,
  scrollRestoration: true,
  parseSearch,
  stringifySearch,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

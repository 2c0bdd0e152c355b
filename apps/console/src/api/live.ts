import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { api, type Schemas } from './client.ts';
import { queryClient } from './query-client.ts';
import { SESSION_KEY } from './session-state.ts';

type Changes = Schemas['LiveChanges'];

const followers = new Set<(changes: Changes) => void>();
const watchers = new Set<() => void>();
let isConnected = false;

/**
 * Follows the receiver as long as the caller is mounted: the overview in the cache is replaced by each new one. A lost
 * connection is opened again, by the browser or, after a response that is no stream or after a silence, by this. Such a
 * response also comes after the end of the session, so the session is asked for.
 */
export function useLiveConnection(): void {
  useEffect(() => {
    let source: EventSource;
    let timer: number | undefined;
    let alarm: number | undefined;
    // A receiver that hangs keeps its connection.
    const watch = () => {
      setConnected(true);
      clearTimeout(alarm);
      alarm = window.setTimeout(() => {
        setConnected(false);
        source.close();
        open();
      }, SILENT_MS);
    };
    const open = () => {
      source = new EventSource('/api/live');
      source.addEventListener('open', watch);
      source.addEventListener('error', () => {
        setConnected(false);
        clearTimeout(alarm);
        if (source.readyState !== EventSource.CLOSED) return;
        void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
        timer = window.setTimeout(open, REOPEN_MS);
      });
      source.addEventListener('overview', ({ data }) => {
        watch();
        queryClient.setQueryData(OVERVIEW_KEY, JSON.parse(data) as Schemas['Overview']);
      });
      source.addEventListener('changes', ({ data }) => {
        watch();
        const changes = JSON.parse(data) as Changes;
        for (const each of followers) each(changes);
      });
    };
    open();
    return () => {
      clearTimeout(timer);
      clearTimeout(alarm);
      source.close();
      setConnected(false);
    };
  }, []);
}

const REOPEN_MS = 3_000;

// The overview comes every two seconds.
const SILENT_MS = 10_000;

/** Whether the receiver sends what happens. */
export function useIsLive(): boolean {
  return useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => isConnected,
  );
}

/** Calls a function with what has happened, twice a second at most. @param follow the same function at each rendering. */
export function useLiveChanges(follow: (changes: Changes) => void): void {
  useEffect(() => {
    followers.add(follow);
    return () => {
      followers.delete(follow);
    };
  }, [follow]);
}

/** The latest changes, newest first. */
export function useLatestChanges(limit: number): readonly Schemas['Change'][] {
  const [latest, setLatest] = useState<readonly Schemas['Change'][]>([]);
  const [follow] = useState(() => ({ changes }: Changes) => {
    setLatest((before) => [...changes.toReversed(), ...before].slice(0, limit));
  });
  useLiveChanges(follow);
  return latest;
}

/** How many changes of a kind there were since the list was loaded that shows them, and how that count begins again. */
export function useChangesSince(
  kind: Schemas['ChangeKind'],
  eventType: string | undefined,
): [count: number, forget: () => void] {
  const [count, setCount] = useState(0);
  const follow = useCallback(
    ({ counts }: Changes) => {
      const counted = counts.filter(
        (each) => each.kind === kind && (eventType === undefined || each.eventType === eventType),
      );
      setCount((before) => counted.reduce((sum, each) => sum + each.count, before));
    },
    [kind, eventType],
  );
  useLiveChanges(follow);
  return [count, () => setCount(0)];
}

function setConnected(connected: boolean): void {
  isConnected = connected;
  for (const each of watchers) each();
}

const OVERVIEW_KEY = api.queryOptions('get', '/api/overview').queryKey;

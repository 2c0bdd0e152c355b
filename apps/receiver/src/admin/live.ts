import type { ServerResponse } from 'node:http';
import type { components } from '@partner-webhooks/admin-api';
import type { Change, Clock, Inbox } from '@partner-webhooks/inbox';
import { type EventStream, type EventStreamOptions, eventText, openEventStream } from './event-stream.ts';
import { serializeChange } from './serialize.ts';

type Schemas = components['schemas'];

/** The dependencies of the live stream. */
export interface LiveOptions extends EventStreamOptions {
  readonly inbox: Pick<Inbox, 'follow'>;
  readonly clock: Pick<Clock, 'now' | 'setTimer'>;
  readonly overview: () => Promise<Schemas['Overview']>;
}

/**
 * Creates the live stream: what has happened, twice a second, and the overview every two seconds. All followers get
 * the same text, which is written once, with a limited number of single changes: a follower costs the same however much is
 * received. Without followers nothing is counted or queried.
 *
 * @returns what begins to follow.
 */
export function createLive(options: LiveOptions): (res: ServerResponse) => void {
  const { inbox, clock, overview } = options;
  const followers = new Set<EventStream>();
  let pending = createPending();
  let stop: () => void = () => {};
  let lastOverview = '';

  const sendAll = (text: string): void => {
    for (const each of followers) each.send(text);
  };

  const sendOverview = async (): Promise<void> => {
    // While the inbox is unavailable there is none.
    const text = await overview().then(
      (found) => eventText('overview', found),
      () => '',
    );
    if (text !== '') sendAll(text);
    lastOverview = text;
  };

  function start(): void {
    const unfollow = inbox.follow((change) => pending.add(change));
    let cancelChanges = () => {};
    let cancelOverview = () => {};
    const sendChanges = () => {
      const found = pending.take(clock.now());
      if (found) sendAll(eventText('changes', found));
      cancelChanges = clock.setTimer(CHANGES_INTERVAL_MS, sendChanges);
    };
    const repeatOverview = async () => {
      await sendOverview();
      if (followers.size > 0) cancelOverview = clock.setTimer(OVERVIEW_INTERVAL_MS, repeatOverview);
    };
    cancelChanges = clock.setTimer(CHANGES_INTERVAL_MS, sendChanges);
    void repeatOverview();
    stop = () => {
      unfollow();
      cancelChanges();
      cancelOverview();
      pending = createPending();
      lastOverview = '';
    };
  }

  return (res) => {
    const stream = openEventStream(options, res, () => {
      followers.delete(stream);
      if (followers.size === 0) stop();
    });
    followers.add(stream);
    if (followers.size === 1) start();
    else if (lastOverview !== '') stream.send(lastOverview);
  };
}

const CHANGES_INTERVAL_MS = 500;
const OVERVIEW_INTERVAL_MS = 2_000;

// Single changes in one event. All are counted.
const MAX_CHANGES = 25;

/** The changes since the last event. */
function createPending() {
  let counts = new Map<string, Schemas['LiveCount']>();
  let changes: Change[] = [];
  let omitted = 0;
  return {
    add(change: Change): void {
      const { kind, eventType } = change;
      const key = `${kind} ${eventType}`;
      const count = counts.get(key) ?? { kind, ...(eventType !== undefined && { eventType }), count: 0 };
      count.count += 1;
      counts.set(key, count);
      if (changes.length < MAX_CHANGES) changes.push(change);
      else omitted += 1;
    },
    take(at: Date): Schemas['LiveChanges'] | undefined {
      if (counts.size === 0) return undefined;
      const taken = {
        at: at.toISOString(),
        counts: [...counts.values()],
        changes: changes.map(serializeChange),
        omitted,
      };
      counts = new Map();
      changes = [];
      omitted = 0;
      return taken;
    },
  };
}

import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Change, Inbox } from '@partner-webhooks/inbox';
import { type EventStream, type EventStreamOptions, eventText, openEventStream } from './event-stream.ts';
import { serializeChange } from './serialize.ts';

/** The dependencies of the stream of changes. */
export interface ChangesOptions extends EventStreamOptions {
  readonly inbox: Pick<Inbox, 'follow'>;
}

/** What a client follows. */
export interface Followed {
  /** Only changes of this event type. */
  readonly eventType?: string | undefined;
  /** The header `Last-Event-ID`: the id of the last event that the client has got. */
  readonly lastEventId?: string | undefined;
}

/**
 * Creates the stream of changes: each change in the inbox as it happens, with an id. A client that connects again and names
 * the last id gets what it has missed, if that is among the last {@link MAX_REMEMBERED} changes and no more than
 * {@link REMEMBER_MS} went by without a follower. Otherwise it gets the event `missed`. Without a follower nothing is remembered for longer than that.
 *
 * @returns what begins to follow.
 */
export function createChanges(options: ChangesOptions): (res: ServerResponse, followed: Followed) => void {
  const { inbox, clock } = options;
  const followers = new Map<EventStream, Followed>();
  let history: History | undefined;
  let stop: () => void = () => {};
  let cancelStop: () => void = () => {};

  function start(): History {
    const started = createHistory();
    history = started;
    const unfollow = inbox.follow((change) => {
      const number = started.add(change);
      let text: string | undefined;
      for (const [stream, { eventType }] of followers) {
        if (!isAbout(change, eventType)) continue;
        text ??= textOf(started, number, change);
        stream.send(text);
      }
    });
    stop = () => {
      unfollow();
      history = undefined;
    };
    return started;
  }

  return (res, followed) => {
    cancelStop();
    const { eventType, lastEventId } = followed;
    const remembered = history ?? start();
    const stream = openEventStream(options, res, () => {
      followers.delete(stream);
      if (followers.size === 0) cancelStop = clock.setTimer(REMEMBER_MS, stop);
    });
    const missed = lastEventId ? remembered.since(lastEventId) : [];
    const texts = missed
      ?.filter(({ change }) => isAbout(change, eventType))
      .map(({ number, change }) => textOf(remembered, number, change));
    stream.send(
      `${texts?.join('') ?? eventText('missed', { lastEventId })}id: ${remembered.idOf(remembered.newest())}\n\n`,
    );
    followers.set(stream, followed);
  };
}

/** How long changes are remembered after the last follower has left, in ms: longer than a client waits before it reconnects. */
export const REMEMBER_MS = 60_000;

/** How many changes are remembered: half a megabyte as text. */
export const MAX_REMEMBERED = 2_000;

interface Remembered {
  readonly number: number;
  readonly change: Change;
}

type History = ReturnType<typeof createHistory>;

/** The last changes, numbered from 1. */
function createHistory() {
  // Numbers of another history mean other changes: before a restart, or before a time that was not remembered.
  const name = randomBytes(6).toString('hex');
  const ring: Change[] = [];
  let newest = 0;
  return {
    newest: () => newest,
    idOf: (number: number) => `${name}-${number}`,
    add(change: Change): number {
      newest += 1;
      ring[newest % MAX_REMEMBERED] = change;
      return newest;
    },
    /** The changes after an id; `undefined` if they are not known. */
    since(id: string): readonly Remembered[] | undefined {
      const number = Number(/^([0-9a-f]{12})-(\d{1,15})$/.exec(id)?.[2] ?? Number.NaN);
      const isKnown = id.startsWith(`${name}-`) && number <= newest && newest - number <= MAX_REMEMBERED;
      if (!isKnown) return undefined;
      const found: Remembered[] = [];
      for (let next = number + 1; next <= newest; next += 1) {
        const change = ring[next % MAX_REMEMBERED];
        if (change) found.push({ number: next, change });
      }
      return found;
    },
  };
}

function isAbout(change: Change, eventType: string | undefined): boolean {
  return eventType === undefined || change.eventType === eventType;
}

function textOf(history: History, number: number, change: Change): string {
  return `id: ${history.idOf(number)}\n${eventText(change.kind, serializeChange(change))}`;
}

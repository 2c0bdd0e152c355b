/** A notification in the model. */
interface Stored {
  readonly id: string;
  /** Two notifications with the same payload are identical. */
  readonly payload: string;
  /** The event type, and the subject if there is one. */
  readonly orderingKey: string;
  readonly hasClock: boolean;
  readonly receivedAt: number;
  state: 'pending' | 'handling' | 'handled' | 'dead' | 'discarded';
  /** A handler was called for it. */
  begun: boolean;
}

/** What comes in. */
export type Incoming = Pick<Stored, 'id' | 'payload' | 'orderingKey' | 'hasClock' | 'receivedAt'>;

/** What the inbox should return. */
export interface Expected {
  readonly id: string;
  readonly duplicate: boolean;
  readonly repetition?: { readonly of: string; readonly outcome: string };
}

/**
 * The rules of duplicates in plain code, without a database (docs/decisions/0009-duplicates.md):
 *
 * - With a clock, the same payload is the same event for as long as the notification is stored. A dead one is replayed.
 * - Without a clock, a payload repeats the last identical one that came in within the window. It is a duplicate only if one
 *   handling serves both: no handler was called yet, and no other notification of the subject came in between. Otherwise
 *   it is a notification of its own.
 */
export class DuplicatesModel {
  readonly #window: number;
  readonly #replayDead: boolean;
  #stored: Stored[] = [];

  constructor(window: number, replayDead: boolean) {
    this.#window = window;
    this.#replayDead = replayDead;
  }

  receive(incoming: Incoming): Expected {
    const identical = this.#stored.findLast(({ payload }) => payload === incoming.payload);
    return incoming.hasClock ? this.#withClock(incoming, identical) : this.#withoutClock(incoming, identical);
  }

  #withClock(incoming: Incoming, identical: Stored | undefined): Expected {
    if (!identical) return this.#store(incoming);
    const { id, state } = identical;
    const repetition = (outcome: string) => ({ id, duplicate: true, repetition: { of: id, outcome } });
    if (state === 'discarded') return repetition('discarded');
    if (state !== 'dead') return repetition('counted');
    if (!this.#replayDead) return repetition('dead');
    identical.state = 'pending';
    return repetition('replayed');
  }

  #withoutClock(incoming: Incoming, identical: Stored | undefined): Expected {
    if (!identical || identical.receivedAt < incoming.receivedAt - this.#window) return this.#store(incoming);
    const { id, state, begun } = identical;
    const between = this.#stored.slice(this.#stored.indexOf(identical) + 1);
    const isLast = between.every(({ orderingKey }) => orderingKey !== incoming.orderingKey);
    if (state === 'pending' && !begun && isLast)
      return { id, duplicate: true, repetition: { of: id, outcome: 'counted' } };
    return { ...this.#store(incoming), repetition: { of: id, outcome: 'received' } };
  }

  #store(incoming: Incoming): Expected {
    this.#stored.push({ ...incoming, state: 'pending', begun: false });
    return { id: incoming.id, duplicate: false };
  }

  claimed(ids: readonly string[]): void {
    for (const each of this.#of(ids)) Object.assign(each, { state: 'handling', begun: true });
  }

  completed(id: string, state: 'pending' | 'handled' | 'dead'): void {
    for (const each of this.#of([id])) each.state = state;
  }

  replayed(ids: readonly string[]): void {
    for (const each of this.#of(ids)) each.state = 'pending';
  }

  discarded(ids: readonly string[]): void {
    for (const each of this.#of(ids)) each.state = 'discarded';
  }

  /** Removes all handled and discarded notifications. */
  removed(): void {
    this.#stored = this.#stored.filter(({ state }) => state !== 'handled' && state !== 'discarded');
  }

  /** The ids of the notifications in given states. */
  ids(...states: readonly Stored['state'][]): string[] {
    return this.#stored.filter(({ state }) => states.includes(state)).map(({ id }) => id);
  }

  #of(ids: readonly string[]): Stored[] {
    return this.#stored.filter(({ id }) => ids.includes(id));
  }
}

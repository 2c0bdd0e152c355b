/** What the model knows of a notification. */
interface Kept {
  readonly id: string;
  /** What is sent: two with the same payload are identical. */
  readonly payload: string;
  /** Event type, and the subject where there is one. */
  readonly about: string;
  readonly hasClock: boolean;
  readonly receivedAt: number;
  state: 'pending' | 'handling' | 'handled' | 'dead' | 'discarded';
  /** A handler has been called for it. */
  begun: boolean;
}

/** What is sent. */
export type Sent = Pick<Kept, 'id' | 'payload' | 'about' | 'hasClock' | 'receivedAt'>;

/** What should become of it. */
export interface Expected {
  readonly id: string;
  readonly duplicate: boolean;
  readonly repetition?: { readonly of: string; readonly outcome: string };
}

/**
 * The rules of duplicates in plain code, without a database (docs/decisions/0009-duplicates.md):
 *
 * - With a clock, the same payload is the same event for as long as the notification is kept. A dead one is handled again.
 * - Without a clock, a payload repeats the last identical one that came within the window. It is a duplicate only where
 *   one handling serves both: no handler has been called, and nothing else about the same subject came in between.
 *   Otherwise it is a notification of its own.
 */
export class DuplicatesModel {
  readonly #window: number;
  readonly #replayDead: boolean;
  #kept: Kept[] = [];

  constructor(window: number, replayDead: boolean) {
    this.#window = window;
    this.#replayDead = replayDead;
  }

  receive(sent: Sent): Expected {
    const identical = this.#kept.findLast(({ payload }) => payload === sent.payload);
    return sent.hasClock ? this.#withClock(sent, identical) : this.#withoutClock(sent, identical);
  }

  #withClock(sent: Sent, identical: Kept | undefined): Expected {
    if (!identical) return this.#keep(sent);
    const { id, state } = identical;
    const repetition = (outcome: string) => ({ id, duplicate: true, repetition: { of: id, outcome } });
    if (state === 'discarded') return repetition('discarded');
    if (state !== 'dead') return repetition('counted');
    if (!this.#replayDead) return repetition('dead');
    identical.state = 'pending';
    return repetition('replayed');
  }

  #withoutClock(sent: Sent, identical: Kept | undefined): Expected {
    if (!identical || identical.receivedAt < sent.receivedAt - this.#window) return this.#keep(sent);
    const { id, state, begun } = identical;
    const between = this.#kept.slice(this.#kept.indexOf(identical) + 1);
    const isLast = between.every(({ about }) => about !== sent.about);
    if (state === 'pending' && !begun && isLast)
      return { id, duplicate: true, repetition: { of: id, outcome: 'counted' } };
    return { ...this.#keep(sent), repetition: { of: id, outcome: 'received' } };
  }

  #keep(sent: Sent): Expected {
    this.#kept.push({ ...sent, state: 'pending', begun: false });
    return { id: sent.id, duplicate: false };
  }

  claimed(ids: readonly string[]): void {
    for (const each of this.#of(ids)) Object.assign(each, { state: 'handling', begun: true });
  }

  settled(id: string, state: 'pending' | 'handled' | 'dead'): void {
    for (const each of this.#of([id])) each.state = state;
  }

  replayed(ids: readonly string[]): void {
    for (const each of this.#of(ids)) each.state = 'pending';
  }

  discarded(ids: readonly string[]): void {
    for (const each of this.#of(ids)) each.state = 'discarded';
  }

  /** Forgets all that is handled or discarded. */
  removed(): void {
    this.#kept = this.#kept.filter(({ state }) => state !== 'handled' && state !== 'discarded');
  }

  /** The ids of those in a state. */
  ids(...states: readonly Kept['state'][]): string[] {
    return this.#kept.filter(({ state }) => states.includes(state)).map(({ id }) => id);
  }

  #of(ids: readonly string[]): Kept[] {
    return this.#kept.filter(({ id }) => ids.includes(id));
  }
}

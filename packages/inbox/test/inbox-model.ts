import type { Outcome } from '../src/index.ts';

/** A notification in the model. */
interface Stored {
  readonly id: string;
  /** Two notifications with the same payload are identical. */
  readonly payload: string;
  /** The subject; the event type stands for it in comparisons if there is none. */
  readonly key: string;
  /** What is paused and resumed together. */
  readonly eventType: string;
  readonly hasSubject: boolean;
  /** The platform's clock. */
  readonly occurredAt: number | undefined;
  readonly receivedAt: number;
  state: 'pending' | 'handling' | 'handled' | 'dead' | 'discarded';
  /** A handler was called for it. */
  begun: boolean;
  attempts: number;
  replays: number;
  deliveries: number;
  dueAt: number;
  lastOutcome: string | undefined;
  /** Who has it, by the number of the claim. */
  claim: number | undefined;
  isLeaseLost: boolean;
  isSuspect: boolean;
}

/** What comes in. */
export type ModelIncoming = Pick<
  Stored,
  'id' | 'payload' | 'key' | 'eventType' | 'hasSubject' | 'occurredAt' | 'receivedAt'
>;

/** What a claim gives. */
export type ModelClaim = Readonly<{
  id: string;
  attempt: number;
  replays: number;
  deliveries: number;
  stale: boolean;
  interrupted: boolean;
}>;

/** A process that uses the inbox. */
interface Process {
  /** The claims it believes to have, by id. */
  live: Map<string, number>;
  latestReceivedAt: number;
  /** Its time of day is never before. */
  notBefore: number;
  alone: string | undefined;
}

/** What differs between the stores, although both are right. */
export interface ModelOptions {
  readonly windowMs: number;
  readonly processes: number;
  /** Whether a suspect stays one if its process ends before it is handled alone. */
  readonly suspectsSurvive: boolean;
}

/**
 * The rules of the inbox in plain code, without a database, for some processes that share it. It is slow and keeps all in
 * arrays: what a store gives is compared with what this gives.
 */
export class InboxModel {
  readonly #options: ModelOptions;
  readonly #processes: Process[];
  #stored: Stored[] = [];
  /** What handlers have written. */
  readonly written: string[] = [];
  #claims = 0;
  readonly #paused = new Set<string>();

  constructor(options: ModelOptions) {
    this.#options = options;
    this.#processes = Array.from({ length: options.processes }, () => ({
      live: new Map(),
      latestReceivedAt: 0,
      notBefore: 0,
      alone: undefined,
    }));
  }

  receive(process: number, incoming: ModelIncoming): { id: string; duplicate: boolean; repetition?: object } {
    const own = this.#process(process);
    own.latestReceivedAt = Math.max(own.latestReceivedAt, incoming.receivedAt);
    const receivedAt = own.latestReceivedAt;
    const identical = this.#stored.findLast(
      (each) =>
        each.payload === incoming.payload &&
        (incoming.occurredAt !== undefined || each.receivedAt >= receivedAt - this.#options.windowMs),
    );
    if (identical && (incoming.occurredAt !== undefined || this.#isServedByOne(identical))) {
      identical.deliveries += 1;
      const outcome =
        identical.state === 'discarded' ? 'discarded' : identical.state === 'dead' ? 'replayed' : 'counted';
      if (identical.state === 'dead') this.#replay(identical, receivedAt);
      return { id: identical.id, duplicate: true, repetition: { of: identical.id, outcome } };
    }
    this.#stored.push({
      ...incoming,
      receivedAt,
      state: 'pending',
      begun: false,
      attempts: 0,
      replays: 0,
      deliveries: 1,
      dueAt: incoming.receivedAt,
      lastOutcome: undefined,
      claim: undefined,
      isLeaseLost: false,
      isSuspect: false,
    });
    if (!identical) return { id: incoming.id, duplicate: false };
    return { id: incoming.id, duplicate: false, repetition: { of: identical.id, outcome: 'received' } };
  }

  /** Without a clock, one handling serves both if none has begun and nothing else with the subject came in between. */
  #isServedByOne({ id, state, begun, key }: Stored): boolean {
    const later = this.#stored.slice(this.#stored.findIndex((each) => each.id === id) + 1);
    return state === 'pending' && !begun && later.every((each) => each.key !== key);
  }

  claim(process: number, limit: number, time: number): readonly ModelClaim[] {
    this.#recover();
    const own = this.#process(process);
    const now = Math.max(time, own.notBefore);
    if (own.alone !== undefined && own.live.has(own.alone)) return [];
    const due = this.#stored
      .filter((each) => this.#isHead(each) && each.dueAt <= now && !this.#paused.has(each.eventType))
      .sort((a, b) => a.dueAt - b.dueAt || this.#stored.indexOf(a) - this.#stored.indexOf(b));
    const [suspect] = due
      .filter(({ isSuspect }) => isSuspect)
      .sort((a, b) => a.attempts - b.attempts || this.#stored.indexOf(a) - this.#stored.indexOf(b));
    if (suspect && own.live.size > 0) return [];
    own.alone = suspect?.id;
    return (suspect ? [suspect] : due.slice(0, limit)).map((each) => this.#claim(own, each));
  }

  #claim(own: Process, each: Stored): ModelClaim {
    this.#claims += 1;
    const interrupted = each.attempts > 0 && each.lastOutcome === 'interrupted';
    Object.assign(each, {
      state: 'handling',
      begun: true,
      attempts: each.attempts + 1,
      claim: this.#claims,
      isSuspect: false,
    });
    own.live.set(each.id, this.#claims);
    const { id, attempts: attempt, replays, deliveries } = each;
    return { id, attempt, replays, deliveries, stale: this.#isStale(each), interrupted };
  }

  /** The oldest pending one of its subject, if none of it is being handled. */
  #isHead(each: Stored): boolean {
    if (each.state !== 'pending') return false;
    if (!each.hasSubject) return true;
    const queue = this.#stored.filter(
      ({ key, state }) => key === each.key && (state === 'pending' || state === 'handling'),
    );
    return queue[0] === each && queue.every(({ state }) => state === 'pending');
  }

  #isStale(each: Stored): boolean {
    return this.#stored.some(
      (newer) =>
        each.hasSubject &&
        newer.key === each.key &&
        newer.state === 'handled' &&
        (each.occurredAt === undefined
          ? this.#stored.indexOf(newer) > this.#stored.indexOf(each)
          : (newer.occurredAt ?? Number.NEGATIVE_INFINITY) > each.occurredAt),
    );
  }

  /**
   * @returns `lost` if the process no longer had the notification; `rejected` if a statement of the handler has failed: then
   * nothing has changed.
   */
  complete(
    process: number,
    id: string,
    outcome: Outcome | 'interrupted',
    time: number,
  ): 'ended' | 'lost' | 'rejected' {
    const own = this.#process(process);
    const now = Math.max(time, own.notBefore);
    const each = this.#stored.find((other) => other.id === id);
    const claim = own.live.get(id);
    const isLost = !each || claim === undefined || each.claim !== claim;
    const effects = outcome !== 'interrupted' && outcome.state === 'handled' ? outcome.effects : undefined;
    if (!isLost && effects?.writes.some(({ values }) => values.includes(null))) return 'rejected';
    own.live.delete(id);
    if (isLost) return 'lost';
    if (effects) this.written.push(id);
    const state = outcome === 'interrupted' ? 'pending' : outcome.state;
    Object.assign(each, { state, claim: undefined, isLeaseLost: false });
    each.lastOutcome = outcome === 'interrupted' ? 'interrupted' : state === 'handled' ? 'handled' : 'failed';
    if (outcome === 'interrupted') each.attempts -= 1;
    if (state === 'pending')
      each.dueAt = typeof outcome === 'object' && 'dueAt' in outcome ? outcome.dueAt.getTime() : now;
    return 'ended';
  }

  replay(process: number, ids: readonly string[], time: number): readonly string[] {
    const found = this.#changeable(ids, ['pending', 'handled', 'dead', 'discarded']);
    for (const each of found) this.#replay(each, Math.max(time, this.#process(process).notBefore));
    return found.map(({ id }) => id);
  }

  #replay(each: Stored, now: number): void {
    Object.assign(each, { state: 'pending', attempts: 0, replays: each.replays + 1, dueAt: now });
  }

  discard(ids: readonly string[]): readonly string[] {
    const found = this.#changeable(ids, ['pending', 'dead']);
    for (const each of found) Object.assign(each, { state: 'discarded', isSuspect: false });
    return found.map(({ id }) => id);
  }

  /** Those in some states, and those that no process has any more. */
  #changeable(ids: readonly string[], states: readonly Stored['state'][]): Stored[] {
    return [...new Set(ids)].flatMap((id) => {
      const each = this.#stored.find((other) => other.id === id);
      if (!each) return [];
      const isLost = each.state === 'handling' && each.isLeaseLost;
      if (isLost) Object.assign(each, { isLeaseLost: false, claim: undefined });
      return isLost || states.includes(each.state) ? [each] : [];
    });
  }

  /** Nothing of the event type is claimed until it is resumed. */
  pause(eventType: string): void {
    this.#paused.add(eventType);
  }

  /** @returns whether the event type was paused. */
  resume(eventType: string): boolean {
    return this.#paused.delete(eventType);
  }

  /** The event types that are paused. */
  paused(): readonly string[] {
    return [...this.#paused].sort();
  }

  /** Removes all handled and discarded notifications. @returns how many. */
  remove(): number {
    const left = this.#stored.filter(({ state }) => state !== 'handled' && state !== 'discarded');
    const removed = this.#stored.length - left.length;
    this.#stored = left;
    return removed;
  }

  /** A process loses the lease of a notification, and does not notice. */
  loseLease(id: string): void {
    for (const each of this.#stored) if (each.id === id && each.state === 'handling') each.isLeaseLost = true;
  }

  /** A process ends, and another one starts in its place. */
  crash(process: number): void {
    const own = this.#process(process);
    for (const [id, claim] of own.live)
      for (const each of this.#stored) if (each.id === id && each.claim === claim) each.isLeaseLost = true;
    if (!this.#options.suspectsSurvive) for (const each of this.#stored) each.isSuspect = false;
    this.#recover();
    const latest = Math.max(0, ...this.#stored.map(({ receivedAt }) => receivedAt));
    this.#processes[process] = {
      live: new Map(),
      latestReceivedAt: latest,
      notBefore: latest,
      alone: undefined,
    };
  }

  #recover(): void {
    for (const each of this.#stored.filter(({ isLeaseLost }) => isLeaseLost))
      Object.assign(each, {
        state: 'pending',
        claim: undefined,
        isLeaseLost: false,
        lastOutcome: 'interrupted',
        isSuspect: each.attempts > 1,
      });
  }

  /** Every notification, oldest first. */
  all(): readonly object[] {
    return this.#stored.map(({ id, state, attempts, replays, deliveries }) => ({
      id,
      state,
      attempts,
      replays,
      deliveries,
    }));
  }

  /** The ids of all notifications that are not suspects, oldest first. */
  ids(): readonly string[] {
    return this.#stored.filter(({ isSuspect }) => !isSuspect).map(({ id }) => id);
  }

  /** The ids that a process believes to have. */
  live(process: number): readonly string[] {
    return [...this.#process(process).live.keys()];
  }

  #process(n: number): Process {
    const process = this.#processes[n];
    if (!process) throw new Error(`there is no process ${n}`);
    return process;
  }
}

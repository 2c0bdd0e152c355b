import type { Change } from './change-feed.ts';
import type {
  Claim,
  Failure,
  IncomingNotification,
  Outcome,
  ReceiveResult,
  RejectedBody,
  Revalidation,
} from './model.ts';
import type { InboxReader } from './reader.ts';

/** Where notifications are kept between receipt and handling. */
export interface Inbox extends InboxReader {
  /**
   * Keeps a notification. When the promise resolves, it is on disk, and the sender may be told that it has arrived.
   *
   * @throws InboxUnavailableError where it cannot be kept now; then nothing of it has been.
   */
  receive(receipt: IncomingNotification): Promise<ReceiveResult>;

  /** Keeps a body that was refused. The oldest ones make room for it. @throws InboxUnavailableError as `receive`. */
  quarantine(refused: RejectedBody): Promise<void>;

  /**
   * Gives out up to `limit` notifications that are due, the longest due first. Of notifications about one subject the
   * next is given out only when the one before it has been handled or is dead.
   *
   * What this program cannot hand to a handler (an event type that its contract does not have, a damaged body) is not
   * given out. It stays pending with the reason, holds back its successors, and is looked at again at the next start.
   */
  claim(limit: number): Promise<readonly Claim[]>;

  /**
   * Ends an attempt.
   *
   * @param of which attempt; absent for whichever there is.
   * @throws InvalidCallError where the notification has not been given out, or has been given out again.
   */
  complete(id: string, outcome: Outcome, of?: Pick<Claim, 'attempt' | 'replays'>): Promise<void>;

  /**
   * Ends an attempt that the end of the process cuts short. The notification is pending again at once, and the attempt does
   * not count. @throws InvalidCallError where the notification has not been given out.
   */
  interrupt(id: string, of?: Pick<Claim, 'attempt' | 'replays'>): Promise<void>;

  /**
   * Counts an attempt as failed that ended as handled: what its handler left running has failed. Does nothing where the
   * notification has been given out or replayed since, or has been removed.
   */
  revoke(attempt: Pick<Claim, 'id' | 'attempt' | 'replays'>, failure: Failure): Promise<void>;

  /** When the next notification is due; `undefined` where none waits for its time. */
  nextDue(): Promise<Date | undefined>;

  /**
   * Has notifications handled again, with all their attempts and under the same ids, each before those of the same
   * subject that were received after it and still wait. What is being handled is left alone.
   *
   * @returns the ids of those that are pending now.
   */
  replay(ids: readonly string[]): Promise<readonly string[]>;

  /**
   * Decides that notifications will not be handled: those that are pending or dead become `discarded`, with a reason, and no
   * longer block their successors.
   *
   * @returns the ids of those that have been discarded now.
   */
  discard(ids: readonly string[], reason: string): Promise<readonly string[]>;

  /**
   * Moves a refused body that has been judged valid out of quarantine. It keeps its id, and the time when it came in is
   * what its handler gets as `receivedAt`. In the order of its subject it is the last one.
   *
   * @param receipt its `receivedAt` is the time of the release.
   * @returns `undefined` where it is no longer in quarantine; then nothing has happened.
   */
  acceptQuarantined(receipt: IncomingNotification): Promise<ReceiveResult | undefined>;

  /** Writes down why a refused body is still refused, beside the reasons that it was refused for first. */
  recordRevalidation(id: string, revalidation: Revalidation): Promise<void>;

  /** Removes refused bodies. @returns the ids of those that have been removed now. */
  discardQuarantined(ids: readonly string[]): Promise<readonly string[]>;

  /**
   * Removes up to `limit` of what was settled before a time: handled notifications, discarded ones, and bodies that
   * were refused before it. @returns how many it removed.
   */
  removeOld(before: Date, limit: number): Promise<number>;

  /**
   * The latest time of receipt. A clock that is behind it has been set back since: it has to go on from here, so that what
   * is received now comes after what was received before.
   */
  latestReceivedAt(): Promise<Date | undefined>;

  /** Is told of every change that goes through this inbox. @returns what ends that. */
  follow(listener: (change: Change) => void): () => void;

  /** Writes and reads for a try. @throws InboxUnavailableError where nothing can be kept or read now. */
  check(): Promise<void>;

  /** Lets go of what the inbox holds open. Nothing may be called afterwards. */
  close(): Promise<void>;
}

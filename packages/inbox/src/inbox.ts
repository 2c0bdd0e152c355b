import type { Change } from './change-feed.ts';
import type { HandlerRow, HandlerTransaction } from './effects/effects.ts';
import type { Write } from './effects/write.ts';
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
import type { AuditEntry, JobRecord } from './reading/operators.ts';
import type { QuarantineEdit } from './reading/quarantine.ts';
import type { Pause } from './reading/statistics.ts';

/** An attempt that belongs to another process by now. */
export type LostAttempt = Pick<Claim, 'id' | 'attempt' | 'replays'>;

/** Stores notifications from when they come in until they are handled, and rejected bodies in quarantine. */
export interface Inbox extends InboxReader {
  /**
   * Stores an incoming notification. Its promise resolves when the notification is durable on disk; only then may the
   * sender get its 200.
   *
   * @throws InboxUnavailableError if it cannot be stored now. The sender has to send it again. If the connection to a server
   * was lost during the commit it may be stored all the same, and what is sent again is a repetition.
   */
  receive(incoming: IncomingNotification): Promise<ReceiveResult>;

  /**
   * Stores a rejected body in quarantine. The oldest ones are removed if there is no room.
   *
   * @throws InboxUnavailableError if it cannot be stored now.
   */
  quarantine(rejected: RejectedBody): Promise<void>;

  /**
   * Claims up to `limit` due notifications for one attempt each, longest due first. Of each subject it claims one at a
   * time: the next is claimed when the previous one is handled, dead or discarded.
   *
   * A notification that this program cannot hand to a handler (an unknown event type, a damaged body) is not claimed. It
   * stays pending with the reason, blocks its successors, and is tried again at the next start.
   */
  claim(limit: number): Promise<readonly Claim[]>;

  /**
   * Records how an attempt ended. The effects of its handler are committed together with the record, or neither is.
   *
   * @param of which attempt; the running one by default.
   * @throws InvalidCallError if the notification is not being handled, or another attempt of it is; and StatementError if a
   * statement of its handler fails. Then nothing is recorded or written, and the attempt can be completed with its failure.
   */
  complete(id: string, outcome: Outcome, of?: Pick<Claim, 'attempt' | 'replays'>): Promise<void>;

  /** Checks a statement for the effects of an outcome. @throws StatementError if it could never be carried out. */
  prepareWrite(sql: string, values: readonly unknown[]): Write;

  /**
   * Carries out statements in one transaction of their own, apart from any notification.
   *
   * @throws StatementError if one fails; then nothing is written.
   */
  write(writes: readonly Write[]): Promise<void>;

  /** Reads the tables of the handlers as they were committed last. @throws StatementError if the statement fails. */
  read(sql: string, values: readonly unknown[]): Promise<readonly HandlerRow[]>;

  /** Opens a transaction for the effects of an outcome. @throws StatementError on SQLite, which has none. */
  openTransaction(): Promise<HandlerTransaction>;

  /**
   * Calls a listener with each attempt that this process has lost to another one, because it could not renew the lease in
   * time: its outcome can no longer be recorded. @returns a function that unsubscribes it.
   */
  watchLost(listener: (lost: LostAttempt) => void): () => void;

  /**
   * Ends an attempt because the process ends. The notification is pending again at once, and the attempt does not count.
   *
   * @param of which attempt; the running one by default.
   * @throws InvalidCallError if the notification is not being handled, or another attempt of it is.
   */
  interrupt(id: string, of?: Pick<Claim, 'attempt' | 'replays'>): Promise<void>;

  /**
   * Turns a handled attempt into a failed one: something that its handler left running has failed. Does nothing if the
   * notification has been claimed, replayed or removed since.
   */
  revoke(attempt: Pick<Claim, 'id' | 'attempt' | 'replays'>, failure: Failure): Promise<void>;

  /** When the next pending notification is due; `undefined` if none is. */
  nextDue(): Promise<Date | undefined>;

  /**
   * Makes notifications pending again, with all their attempts and under the same ids. Each goes before the pending ones
   * of its subject that came in later. Notifications that are being handled are left alone.
   *
   * @returns the ids of the notifications that were replayed.
   */
  replay(ids: readonly string[]): Promise<readonly string[]>;

  /**
   * Makes pending and dead notifications `discarded`: they will not be handled, and no longer block their successors.
   *
   * @returns the ids of the notifications that were discarded.
   */
  discard(ids: readonly string[], reason: string): Promise<readonly string[]>;

  /**
   * Pauses the handling of an event type, for all processes and until it is resumed: its notifications are received and stay
   * pending. Handlers that run are not interrupted.
   *
   * @returns the pause; the earlier one if the event type is paused already.
   */
  pause(eventType: string, about?: Pick<Pause, 'pausedBy' | 'reason'>): Promise<Pause>;

  /** Resumes the handling of an event type. @returns whether it was paused. */
  resume(eventType: string): Promise<boolean>;

  /**
   * Records what an operator has done, and removes entries that are too old.
   *
   * @param keepMs how long entries are kept.
   */
  audit(entry: AuditEntry, keepMs: number): Promise<void>;

  /**
   * Saves a job that starts, unless another one runs in any process.
   *
   * @param lostBefore a running job that was not saved since then has lost its process.
   * @returns whether it was saved.
   */
  startJob(job: JobRecord, lostBefore: Date): Promise<boolean>;

  /** Saves a job, and forgets all but the latest 100. @returns whether its cancellation has been requested. */
  saveJob(job: JobRecord): Promise<boolean>;

  /** Requests the cancellation of a running job, in whichever process. @returns whether it was running. */
  cancelJob(id: string): Promise<boolean>;

  /**
   * Moves a quarantined body that is valid by now into the inbox, under the same id. Its handler gets the time when the
   * body came in as `receivedAt`. It is the last one of its subject.
   *
   * @param incoming its `receivedAt` is the time of the move.
   * @returns `undefined` if the body is no longer in quarantine; then nothing has changed.
   */
  acceptQuarantined(incoming: IncomingNotification): Promise<ReceiveResult | undefined>;

  /** Records that a quarantined body is still invalid, beside the reasons for which it was rejected first. */
  recordRevalidation(id: string, revalidation: Revalidation): Promise<void>;

  /**
   * Stores an edited copy of a quarantined body beside it, in place of an earlier copy. The original does not change.
   *
   * @returns whether the body is in quarantine.
   */
  editQuarantined(id: string, edit: Omit<QuarantineEdit, 'original'>): Promise<boolean>;

  /** Removes quarantined bodies. @returns the ids of those that were removed. */
  discardQuarantined(ids: readonly string[]): Promise<readonly string[]>;

  /**
   * Removes up to `limit` old entries: notifications that were handled or discarded before a time, and bodies that were
   * rejected before it.
   *
   * @returns how many it removed.
   */
  removeOld(before: Date, limit: number): Promise<number>;

  /**
   * The latest `receivedAt` that is stored; `undefined` if the inbox is empty. A clock behind it has been set back. It
   * has to continue from here, so that the order of time stays the order in which notifications come in.
   */
  latestReceivedAt(): Promise<Date | undefined>;

  /** Calls a listener for every change made through this inbox. @returns a function that unsubscribes it. */
  follow(listener: (change: Change) => void): () => void;

  /**
   * Calls a listener whenever notifications may be due that this process has not received: those that another process has
   * received, or has given up. @returns a function that unsubscribes it.
   */
  watchPending(listener: () => void): () => void;

  /** Tries a write and a read. @throws InboxUnavailableError if nothing can be stored or read now. */
  check(): Promise<void>;

  /** Closes what the inbox holds open. No method may be called afterwards. */
  close(): Promise<void>;
}

/** What an operator has done. */
export interface AuditEntry {
  readonly at: Date;
  /** The name of the operator. */
  readonly operator: string;
  /** What was done, such as `replay`. */
  readonly action: string;
  /** Ids, filter, reason and counts: whatever the action has. JSON. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Selects the entries of the audit log that match all conditions. */
export interface AuditFilter {
  /** The name of the operator. */
  readonly operator?: string;
  readonly action?: string;
  /** At this time or later. */
  readonly from?: Date;
  /** Before this time. */
  readonly to?: Date;
}

/** What an operator does to many notifications, as it is stored. */
export interface JobRecord {
  readonly id: string;
  /** `running`, or how it ended. */
  readonly state: 'running' | 'done' | 'cancelled' | 'failed' | 'interrupted';
  readonly createdAt: Date;
  /** A running job is saved every few seconds: one that is not saved any more has lost its process. */
  readonly updatedAt: Date;
  /** What it does and how far it is. JSON. */
  readonly details: Readonly<Record<string, unknown>>;
}

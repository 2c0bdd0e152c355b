/** A notification that this process has claimed. */
export interface LiveClaim {
  readonly id: string;
  readonly seq: number;
  /** The fencing token: it is another one at each claim. */
  readonly token: number;
  readonly queue: string;
  readonly eventType: string;
  readonly attempt: number;
  readonly replays: number;
  /** Its end is being written: then it is not lost if its lease cannot be renewed. */
  isEnding: boolean;
}

/** The claims of this process, whose leases it renews. */
export type LiveClaims = Map<string, LiveClaim>;

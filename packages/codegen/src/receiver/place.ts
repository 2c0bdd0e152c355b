/** What a finding of the receiver is about, and where the contract says it. */
export interface Place {
  /** The event type, or several. */
  readonly eventType: string;
  /** JSON Pointer into the document. */
  readonly pointer: string;
}

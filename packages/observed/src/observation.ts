/** A property or a value that valid notifications had and the contract did not, as the admin API lists it. */
export interface Observation {
  readonly eventType: string;
  /** JSON Pointer to the place; `*` stands for every index of an array. */
  readonly pointer: string;
  readonly kind: 'unknown-property' | 'unknown-value';
  readonly value?: string | number | boolean;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

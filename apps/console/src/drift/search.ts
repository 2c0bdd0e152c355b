/** What of the view is in its URL. */
export interface DriftSearch {
  readonly eventType?: string;
}

/** Reads the URL. What is not valid counts as absent. */
export function readDriftSearch({ eventType }: Record<string, unknown>): DriftSearch {
  return typeof eventType === 'string' && eventType !== '' ? { eventType } : {};
}

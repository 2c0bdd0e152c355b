import type { Findings } from '../findings.ts';

/** What a finding is about, and where the contract says it. */
export interface Place {
  readonly eventType: string;
  /** JSON Pointer into the document. */
  readonly pointer: string;
}

/** Findings about webhooks. Those with the same text become one that names the first webhook and counts the others. */
export class WebhookFindings {
  readonly #faults: (Place & { readonly text: string })[] = [];
  readonly #warnings: (Place & { readonly text: string })[] = [];

  /** Something that a receiver cannot do as the contract says it. */
  fault({ eventType, pointer }: Place, text: string): void {
    this.#faults.push({ eventType, pointer, text });
  }

  /** Something that a receiver does in another way. */
  warn({ eventType, pointer }: Place, text: string): void {
    this.#warnings.push({ eventType, pointer, text });
  }

  /** Adds all to the findings of the contract. */
  addTo(findings: Findings): void {
    for (const [places, text] of grouped(this.#faults))
      for (const { pointer } of places) findings.fault(pointer, text);
    for (const [places, text] of grouped(this.#warnings))
      for (const { pointer } of places) findings.warn(pointer, text);
  }
}

function grouped(all: readonly (Place & { readonly text: string })[]): [Place[], string][] {
  return [...Map.groupBy(all, ({ text }) => text)].map(([text, places]) => {
    const [first = '', ...others] = new Set(places.map(({ eventType }) => eventType));
    return [places, `${first}${others.length === 0 ? '' : ` and ${others.length} more`}: ${text}`];
  });
}

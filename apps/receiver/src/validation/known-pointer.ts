import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };

/**
 * The beginning of a pointer into a body (RFC 6901), up to where a sender chose the name: property names of the contract
 * and indexes of lists stay, what a sender made up does not. For log lines and answers, where the sender's text has no
 * place; the inbox and the quarantine keep the whole pointer.
 */
export function knownPointer(pointer: string): string {
  const tokens = pointer.split('/').slice(1);
  const end = tokens.findIndex((token) => !NAMES.has(token) && !INDEX.test(token));
  return (end < 0 ? tokens : tokens.slice(0, end)).map((token) => `/${token}`).join('');
}

/** A list has at most 100,000 values. */
const INDEX = /^\d{1,6}$/;

/** The names of all properties of the contract. */
const NAMES = new Set<string>();
collect(contract.components.schemas);

function collect(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') for (const name of Object.keys(value)) NAMES.add(name);
    collect(value);
  }
}

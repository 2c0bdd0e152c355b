import { unescapePointerFragment } from '@redocly/openapi-core';
import { type Files, soundDocument } from './sound-document.ts';

/** New values by location: `file#/pointer`, or `file#` for the whole file. The value `undefined` removes what is there. */
export type Change = Record<string, unknown>;

/** The sound document, changed in some locations. */
export function soundDocumentBut(change: Change): Files {
  const files = soundDocument();
  for (const [location, value] of Object.entries(change)) {
    const [file = '', pointer = ''] = location.split('#');
    const keys = [file, ...pointer.split('/').slice(1).map(unescapePointerFragment)];
    const last = keys.pop() ?? '';
    const parent = keys.reduce<unknown>((node, key) => mappingIn(node, location)[key], files);
    if (value === undefined) delete mappingIn(parent, location)[last];
    else mappingIn(parent, location)[last] = value;
  }
  return files;
}

function mappingIn(node: unknown, location: string): Record<string, unknown> {
  if (typeof node !== 'object' || node === null) throw new Error(`The sound document has no ${location}`);
  return node as Record<string, unknown>;
}

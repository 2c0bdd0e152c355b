import { unescapePointerFragment } from '@redocly/openapi-core';
import { type Files, soundDocument } from './sound-document.ts';

/** New values by place: `file#/pointer`, or `file#` for the whole file. The value `undefined` removes what is there. */
export type Change = Record<string, unknown>;

/** The sound document, changed in some places. */
export function soundDocumentBut(change: Change): Files {
  const files = soundDocument();
  for (const [place, value] of Object.entries(change)) {
    const [file = '', pointer = ''] = place.split('#');
    const keys = [file, ...pointer.split('/').slice(1).map(unescapePointerFragment)];
    const last = keys.pop() ?? '';
    const parent = keys.reduce<unknown>((node, key) => mappingIn(node, place)[key], files);
    if (value === undefined) delete mappingIn(parent, place)[last];
    else mappingIn(parent, place)[last] = value;
  }
  return files;
}

function mappingIn(node: unknown, place: string): Record<string, unknown> {
  if (typeof node !== 'object' || node === null) throw new Error(`The sound document has no ${place}`);
  return node as Record<string, unknown>;
}

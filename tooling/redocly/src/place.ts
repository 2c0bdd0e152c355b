import { parse } from 'node:path';
import type { Location, UserContext } from '@redocly/openapi-core';

/** A node of the document, where it is written, and how references are resolved there. */
export interface Place {
  readonly node: unknown;
  readonly location: Location;
  readonly resolve: UserContext['resolve'];
}

/** Reports a problem at the place to correct. */
export type Report = UserContext['report'];

/** Whether a node is a text that is not blank. */
export function isText(node: unknown): node is string {
  return typeof node === 'string' && node.trim() !== '';
}

/** Whether a node is a reference to another one. */
export function isReference(node: unknown): node is { $ref: string } {
  return typeof node === 'object' && node !== null && '$ref' in node && typeof node.$ref === 'string';
}

/** The places directly under a mapping or a list, by key; references are not followed. */
export function children(place: Place): [key: string, child: Place][] {
  if (typeof place.node !== 'object') return [];
  return Object.entries(place.node ?? {}).map(([key, node]) => [
    key,
    { ...place, node, location: place.location.child([key]) },
  ]);
}

/** The place directly under a key; a reference is not followed. */
export function child(place: Place, key: string): Place | undefined {
  return children(place).find(([name]) => name === key)?.[1];
}

/** The target of a reference, or the place itself; undefined where the target does not exist. */
export function follow(place: Place): Place | undefined {
  if (!isReference(place.node)) return place;
  const { node, location } = place.resolve<object>(place.node, place.location.source.absoluteRef);
  return location && { ...place, node, location };
}

/** The place at a path of keys, references followed; undefined where there is none. */
export function descend(place: Place, ...keys: string[]): Place | undefined {
  let current = follow(place);
  for (const key of keys) {
    const next = current && child(current, key);
    current = next && follow(next);
  }
  return current;
}

/** The name of a component: its key, or the name of its file. */
export function nameOf(location: Location): string {
  const key = location.pointer.split('/').at(-1);
  return key && key !== '#' ? key : parse(location.source.absoluteRef).name;
}

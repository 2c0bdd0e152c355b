import { parse } from 'node:path';
import type { Location, UserContext } from '@redocly/openapi-core';

/** A node of the document, where it is written, and how references are resolved there. */
export interface Place {
  readonly node: unknown;
  readonly location: Location;
  readonly resolve: UserContext['resolve'];
}

/** Reports a problem at the place where it is to be mended. */
export type Report = UserContext['report'];

/** Whether a node is a text with something in it. */
export function isText(node: unknown): node is string {
  return typeof node === 'string' && node.trim() !== '';
}

/** Whether a node is a reference to another one. */
export function isReference(node: unknown): node is { $ref: string } {
  return typeof node === 'object' && node !== null && '$ref' in node && typeof node.$ref === 'string';
}

/** The places directly under a mapping or a list, by key, as they are written: a reference stays a reference. */
export function children(place: Place): [key: string, child: Place][] {
  if (typeof place.node !== 'object') return [];
  return Object.entries(place.node ?? {}).map(([key, node]) => [
    key,
    { ...place, node, location: place.location.child([key]) },
  ]);
}

/** The place directly under a key, as it is written. */
export function child(place: Place, key: string): Place | undefined {
  return children(place).find(([name]) => name === key)?.[1];
}

/** The place that a reference stands for, or the place itself; undefined where the reference leads nowhere. */
export function follow(place: Place): Place | undefined {
  if (!isReference(place.node)) return place;
  const { node, location } = place.resolve<object>(place.node, place.location.source.absoluteRef);
  return location && { ...place, node, location };
}

/** The place at the end of a path of keys, every reference followed; undefined where the path breaks off. */
export function descend(place: Place, ...keys: string[]): Place | undefined {
  let current = follow(place);
  for (const key of keys) {
    const next = current && child(current, key);
    current = next && follow(next);
  }
  return current;
}

/** What a component is called: its key, or the name of the file that it fills. */
export function nameOf(location: Location): string {
  const key = location.pointer.split('/').at(-1);
  return key && key !== '#' ? key : parse(location.source.absoluteRef).name;
}

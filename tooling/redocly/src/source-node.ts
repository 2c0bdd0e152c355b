import { parse } from 'node:path';
import type { Location, UserContext } from '@redocly/openapi-core';

/** A node of the document, where it is written, and how references are resolved there. */
export interface SourceNode {
  readonly node: unknown;
  readonly location: Location;
  readonly resolve: UserContext['resolve'];
}

/** Reports a problem at the node to correct. */
export type Report = UserContext['report'];

/** Whether a node is a text that is not blank. */
export function isText(node: unknown): node is string {
  return typeof node === 'string' && node.trim() !== '';
}

/** Whether a node is a reference to another one. */
export function isReference(node: unknown): node is { $ref: string } {
  return typeof node === 'object' && node !== null && '$ref' in node && typeof node.$ref === 'string';
}

/** The nodes directly under a mapping or a list, by key; references are not followed. */
export function children(sourceNode: SourceNode): [key: string, child: SourceNode][] {
  if (typeof sourceNode.node !== 'object') return [];
  return Object.entries(sourceNode.node ?? {}).map(([key, node]) => [
    key,
    { ...sourceNode, node, location: sourceNode.location.child([key]) },
  ]);
}

/** The node directly under a key; a reference is not followed. */
export function child(sourceNode: SourceNode, key: string): SourceNode | undefined {
  return children(sourceNode).find(([name]) => name === key)?.[1];
}

/** The target of a reference, or the node itself; undefined if the target does not exist. */
export function follow(sourceNode: SourceNode): SourceNode | undefined {
  if (!isReference(sourceNode.node)) return sourceNode;
  const { node, location } = sourceNode.resolve<object>(
    sourceNode.node,
    sourceNode.location.source.absoluteRef,
  );
  return location && { ...sourceNode, node, location };
}

/** The node at a path of keys, references followed; undefined if there is none. */
export function descend(sourceNode: SourceNode, ...keys: string[]): SourceNode | undefined {
  let current = follow(sourceNode);
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

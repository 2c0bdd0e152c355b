import type { Oas3Visitor } from '@redocly/openapi-core';
import { children, type Report, type SourceNode } from '../source-node.ts';

/**
 * Reports `x-draft` anywhere in the document: `true` marks the mapping that it is in, a list marks values.
 *
 * The mark says that a program drafted this part. A person reviews it and removes the mark.
 */
export function noDraft(): Oas3Visitor {
  // Searches nodes at any depth, because the tool does not visit the members of examples and extensions.
  const searched = new Set<unknown>();

  function search(sourceNode: SourceNode, report: Report): void {
    if (searched.has(sourceNode.node)) return;
    if (typeof sourceNode.node === 'object') searched.add(sourceNode.node);
    for (const [key, child] of children(sourceNode)) {
      if (key === 'x-draft' && child.node !== false)
        report({ message: messageFor(child.node), location: child.location.key() });
      search(child, report);
    }
  }

  return {
    any(node: unknown, { location, resolve, report }) {
      search({ node, location, resolve }, report);
    },
    ref(node, { location, resolve, report }) {
      search({ node, location, resolve }, report);
    },
  };
}

function messageFor(mark: unknown): string {
  if (!Array.isArray(mark))
    return 'This was drafted by a machine. Look at it, correct it, and remove the mark `x-draft`.';
  const values = mark.map((value) => `\`${value}\``).join(', ');
  return `Drafted by a machine: ${values}. Say what it means, and remove the mark \`x-draft\`.`;
}

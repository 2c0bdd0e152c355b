import type { Oas3Visitor } from '@redocly/openapi-core';
import { children, type Report, type SourceNode } from '../source-node.ts';

/**
 * Refuses the text "To be described" anywhere in the document: a person still has to write what it stands for.
 *
 * A draft has it where the source does not say what something means, or says it in the platform's own words.
 */
export function noPlaceholder(): Oas3Visitor {
  // Searches nodes at any depth, because the tool does not visit the members of examples and extensions.
  const searched = new Set<unknown>();
  const reported = new Set<string>();

  function search(sourceNode: SourceNode, report: Report): void {
    const { node, location } = sourceNode;
    if (typeof node === 'string') {
      if (!isPlaceholder(node) || reported.has(location.absolutePointer)) return;
      reported.add(location.absolutePointer);
      report({ message: `“${shortened(node)}”: write what it means, in your own words.`, location });
      return;
    }
    if (typeof node !== 'object' || searched.has(node)) return;
    searched.add(node);
    for (const [, child] of children(sourceNode)) search(child, report);
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

/** Whether a text says that it still has to be written. */
function isPlaceholder(text: string): boolean {
  return /\bTo be described\b/.test(text) || /^\s*to be described\s*\.?\s*$/i.test(text);
}

function shortened(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > MAX_QUOTED_CHARS ? `${line.slice(0, MAX_QUOTED_CHARS)}…` : line;
}

const MAX_QUOTED_CHARS = 120;

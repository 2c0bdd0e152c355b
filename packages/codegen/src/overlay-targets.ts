import { readFileSync } from 'node:fs';
import { paths } from 'jsonpath-rfc9535';
import { parse } from 'yaml';
import type { Finding } from './findings.ts';
import { formatFindings } from './findings.ts';

/**
 * Warnings about actions of overlays whose target selects nothing, which the specification lets pass (Overlay 1.0, section
 * 4.4.3): the document has changed, or the target has a mistake.
 *
 * @param documents the document before and after all actions; an action can select what an earlier one has added.
 */
export function warnOfTargets(overlays: readonly string[], documents: readonly unknown[]): string[] {
  return overlays.flatMap((file) => {
    const overlay = parse(readFileSync(file, 'utf8')) as { readonly actions?: unknown } | null;
    const actions: unknown[] = Array.isArray(overlay?.actions) ? overlay.actions : [];
    const found = actions.flatMap((action, index): Finding[] => {
      const target: unknown = (action as { readonly target?: unknown } | null)?.target;
      if (typeof target !== 'string' || documents.some((document) => selects(document, target))) return [];
      const message = `\`${target}\` selects nothing in the document; the action changes nothing`;
      return [{ pointer: `/actions/${index}/target`, message }];
    });
    return formatFindings(found, { files: [file], moved: new Map() });
  });
}

function selects(document: unknown, target: string): boolean {
  return paths(document as Parameters<typeof paths>[0], target).length > 0;
}

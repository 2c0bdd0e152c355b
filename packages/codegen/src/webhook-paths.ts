import { kebabCase } from './event-type.ts';
import type { Findings } from './findings.ts';
import { Names } from './names.ts';

/** What the path of a webhook follows from. */
export interface PathSource {
  readonly eventType: string;
  /** Where the webhook is in the document. */
  readonly pointer: string;
  readonly item: object;
}

/**
 * The paths at which a receiver serves webhooks, in their order: `x-path` or, without it, the event type in kebab case. No two
 * are equal, whatever the case of letters.
 */
export function webhookPaths(webhooks: readonly PathSource[], findings: Findings): string[] {
  const paths = new Names();
  const explicit = webhooks.map(({ item, pointer }) => {
    const path: unknown = (item as { 'x-path'?: unknown })['x-path'];
    if (path === undefined) return undefined;
    const at = `${pointer}/x-path`;
    if (typeof path !== 'string' || !PATH.test(path)) {
      findings.fault(
        at,
        `\`x-path\` must be a path that begins with \`/\`, without query or fragment, found ${JSON.stringify(path)}`,
      );
      return undefined;
    }
    if (paths.has(path)) findings.fault(at, `another webhook has the path \`${path}\`; expected another`);
    return paths.take(path, '-');
  });
  return webhooks.map(({ eventType, pointer }, index) => {
    const given = explicit[index];
    if (given !== undefined) return given;
    const preferred = `/${kebabCase(eventType) || 'event'}`;
    const path = paths.take(preferred, '-');
    if (path !== preferred)
      findings.warn(
        pointer,
        `another webhook has the path \`${preferred}\`; \`${path}\` is used, and \`x-path\` sets another`,
      );
    return path;
  });
}

const PATH = /^\/[^\s?#]*$/;

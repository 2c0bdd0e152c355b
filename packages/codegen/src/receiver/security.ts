import type { Oas3_1Definition, Oas3SecurityScheme } from '@redocly/openapi-core';
import { splitName } from '../event-type.ts';
import { resolve } from '../schema.ts';
import { isHeaderName } from './header-name.ts';
import type { SecurityScheme } from './requests-types.ts';
import type { Place, WebhookFindings } from './webhook-findings.ts';

/** The schemes that a receiver can check, by name, and why it cannot check the others. */
export interface Schemes {
  readonly known: ReadonlyMap<string, SecurityScheme>;
  readonly unknown: ReadonlyMap<string, string>;
  /** The schemes whose tokens are signed, by the contract (JWT). */
  readonly signed: ReadonlySet<string>;
}

/**
 * The names of schemes that a request needs: one of the lists, and all in that list. Empty if it needs none.
 * (OpenAPI 3.1, section 4.8.30.)
 */
export type Security = readonly (readonly string[])[];

/** The security schemes of a contract, by type, whatever their names are. */
export function readSchemes(document: Oas3_1Definition): Schemes {
  const known = new Map<string, Omit<SecurityScheme, 'secrets'>>();
  const unknown = new Map<string, string>();
  const signed = new Set<string>();
  for (const [name, each] of Object.entries(document.components?.securitySchemes ?? {})) {
    const scheme: LooseScheme = resolve<Oas3SecurityScheme>(document, each);
    const read = schemeOrReason(name, scheme);
    if (typeof read === 'string') unknown.set(name, read);
    else known.set(name, read);
    if (/\bJWT\b/i.test(scheme.bearerFormat ?? '')) signed.add(name);
  }
  return { known: withVariables(known), unknown, signed };
}

/**
 * The security of a webhook. An alternative that cannot be checked is left out with a warning; it is a fault if there is no
 * other.
 */
export function securityOf(
  requirements: unknown,
  { known, unknown, signed }: Schemes,
  place: Place,
  findings: WebhookFindings,
): Security {
  if (requirements === undefined) return [];
  if (!Array.isArray(requirements) || !requirements.every(isRequirement)) {
    findings.fault(place, `expected \`security\` to be a list of mappings from a scheme to its scopes`);
    return [];
  }
  const served: string[][] = [];
  const reasons: string[] = [];
  for (const names of requirements.map(Object.keys)) {
    const reason = reasonAgainst(names, known, unknown);
    if (reason === undefined) served.push(names);
    else reasons.push(reason);
  }
  if (served.length === 0 && reasons.length > 0) findings.fault(place, `${reasons.join('; ')}`);
  else for (const reason of reasons) findings.warn(place, `${reason}; only the other ways are served`);
  for (const name of new Set(served.flat()))
    if (signed.has(name))
      findings.warn(
        place,
        `the tokens of the security scheme \`${name}\` are compared with those of ${known.get(name)?.secrets}; the ` +
          'signature of a JWT is not verified',
      );
  // With `{}` among the alternatives none is needed.
  return served.every((names) => names.length > 0) ? served : [];
}

/** Whether the name of a header says that it holds a signature. Its value changes with each body, unlike a secret. */
export function namesSignature(text: string): boolean {
  return /signature|hmac|\bdigest\b|(?:^|[-_])sig(?:$|[-_])/i.test(text);
}

function schemeOrReason(
  name: string,
  { type, in: location, name: header = '', scheme = '', description = '' }: LooseScheme,
): Omit<SecurityScheme, 'secrets'> | string {
  const its = `the security scheme \`${name}\``;
  switch (type) {
    case 'apiKey':
      if (location !== 'header')
        return `${its} sends its API key in the ${location}, where it gets into logs; this receiver reads keys from headers`;
      if (!isHeaderName(header)) return `${its} names ${JSON.stringify(header)}, which cannot be a header`;
      if (namesSignature(name) || namesSignature(header) || /\bHMAC\b/i.test(description))
        return `${its} is a signature in the header ${header}, and OpenAPI cannot describe how to verify it. ${BY_PROXY}`;
      return { type: 'apiKey', header: header.toLowerCase() };
    case 'http': {
      const lower = scheme.toLowerCase();
      if (lower === 'basic' || lower === 'bearer') return { type: lower, header: 'authorization' };
      return `${its} is HTTP ${scheme}; this receiver checks basic and bearer. ${BY_PROXY}`;
    }
    default:
      return `${its} is of type ${type}; this receiver checks API keys in headers, HTTP basic and bearer. ${BY_PROXY}`;
  }
}

type LooseScheme = {
  readonly type?: string;
  readonly in?: string;
  readonly name?: string;
  readonly scheme?: string;
  readonly description?: string;
  readonly bearerFormat?: string;
};

const BY_PROXY =
  'Let a proxy in front of the receiver check it, and give the webhook a scheme between that proxy and the receiver';

function reasonAgainst(
  names: readonly string[],
  known: Schemes['known'],
  unknown: Schemes['unknown'],
): string | undefined {
  const byHeader = new Map<string, string>();
  for (const name of names) {
    const reason = unknown.get(name);
    if (reason !== undefined) return reason;
    const scheme = known.get(name);
    if (!scheme) return `\`components.securitySchemes\` does not have the scheme \`${name}\``;
    const other = byHeader.get(scheme.header);
    if (other !== undefined)
      return `the schemes \`${other}\` and \`${name}\` both need the header ${scheme.header}, which a request has once`;
    byHeader.set(scheme.header, name);
  }
  return undefined;
}

/** A type with one scheme has the variable of the type; each of several schemes has a variable of its own. */
function withVariables(
  schemes: ReadonlyMap<string, Omit<SecurityScheme, 'secrets'>>,
): Map<string, SecurityScheme> {
  const all = [...schemes];
  const taken = new Set<string>();
  return new Map(
    all.map(([name, scheme]) => {
      const isOnly = all.filter(([, { type }]) => type === scheme.type).length === 1;
      let secrets = isOnly ? VARIABLES[scheme.type] : `${VARIABLES[scheme.type]}_${screamingSnakeCase(name)}`;
      // Each variable has a second one for a file, with this ending.
      while (taken.has(secrets) || secrets.endsWith('_FILE')) secrets += '_2';
      taken.add(secrets);
      return [name, { ...scheme, secrets }] as const;
    }),
  );
}

const VARIABLES = { apiKey: 'API_KEYS', basic: 'BASIC_CREDENTIALS', bearer: 'BEARER_TOKENS' } as const;

function screamingSnakeCase(name: string): string {
  const ascii = splitName(name)
    .join('_')
    .toUpperCase()
    .replace(/[^A-Z0-9_]/g, '');
  return ascii || 'SCHEME';
}

function isRequirement(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

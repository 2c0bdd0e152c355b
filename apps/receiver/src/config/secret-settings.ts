import { z } from 'zod';
import type { SecurityScheme } from '../generated/requests.ts';
import { optional } from './fields.ts';

type Schemes = Readonly<Record<string, SecurityScheme>>;

/** The settings of the security schemes, as long as the contract has one scheme of each type. */
export function sharedSecretSettings(schemes: Schemes) {
  const apiKeys = Object.values(schemes).filter(({ type }) => type === 'apiKey');
  return {
    API_KEY_HEADER: optional(
      z
        .string()
        .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'expected the name of an HTTP header')
        .transform((name) => name.toLowerCase()),
      'Name of the header in which the platform sends the API key.',
      apiKeys.length === 1 ? apiKeys[0]?.header : '',
    ),
    API_KEYS: optional(
      secrets('keys'),
      'Valid API keys, separated by commas. In production each key needs at least 16 characters of printable ASCII.',
      'generated outside production',
    ),
    API_KEYS_FILE: optional(
      z.string(),
      'File with more valid API keys, one per line. Lines that begin with `#` are ignored.',
    ),
    BASIC_CREDENTIALS: optional(
      secrets('user:password'),
      'For HTTP basic: valid `user:password`, separated by commas. In production each password needs at least 16 characters.',
    ),
    BASIC_CREDENTIALS_FILE: optional(
      z.string(),
      'File with more valid `user:password`, one per line. A password with a comma belongs here.',
    ),
    BEARER_TOKENS: optional(
      secrets('tokens'),
      'For HTTP bearer: valid tokens, separated by commas. In production each token needs at least 16 characters.',
    ),
    BEARER_TOKENS_FILE: optional(z.string(), 'File with more valid bearer tokens, one per line.'),
  };
}

/** The settings of schemes that are not the only one of their type: `API_KEYS_CLIENT_ID` and `API_KEYS_CLIENT_ID_FILE`. */
export function ownSecretSettings(schemes: Schemes): Readonly<Record<string, ReturnType<typeof optional>>> {
  const shared = sharedSecretSettings(schemes);
  return Object.fromEntries(
    Object.entries(schemes)
      .filter(([, { secrets: variable }]) => !(variable in shared))
      .flatMap(([name, { secrets: variable }]) => [
        [
          variable,
          optional(
            secrets('secrets'),
            `Valid secrets of the security scheme \`${name}\`, separated by commas.`,
          ),
        ],
        [`${variable}_FILE`, optional(z.string(), 'File with more of them, one per line.')],
      ]),
  );
}

/** The variables that hold secrets. */
export function secretVariables(schemes: Schemes): string[] {
  const own = Object.values(schemes).map(({ secrets: variable }) => variable);
  return ['API_KEYS', 'BASIC_CREDENTIALS', 'BEARER_TOKENS', ...own];
}

function secrets(what: string) {
  return z
    .string()
    .transform((list) => list.split(',').map((secret) => secret.trim()))
    .refine((all) => all.every(Boolean), `expected ${what} separated by commas, none of them empty`);
}

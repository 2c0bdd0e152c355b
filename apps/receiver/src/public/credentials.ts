import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import { type GeneratedSecret, isOneOf, loadOrCreateSecret } from '../config/secret.ts';
import { type Config, secretsIn } from '../config.ts';
import { SECURITY_SCHEMES, type SecurityScheme } from '../generated/requests.ts';

/** The valid secrets of one security scheme. */
export interface SchemeSecrets {
  /** Compares in constant time with every valid secret. */
  readonly isValid: (secret: string | undefined) => boolean;
  /** The generated secret; absent if secrets are configured. */
  readonly generated?: GeneratedSecret;
  /** One line for each variable that would prevent a start in production. */
  readonly warnings: readonly string[];
}

/** A security scheme with its valid secrets. */
export type CheckedScheme = SecurityScheme & SchemeSecrets;

/** The security schemes that the contract requires, by name. */
export type Credentials = Readonly<Record<string, CheckedScheme>>;

/**
 * Loads the valid secrets of all security schemes that the contract requires.
 *
 * @param folder the folder of generated secrets.
 * @throws ConfigError as {@link loadSecrets}, with the lines of all schemes; and if a variable is set for a scheme that the
 * contract does not require, because the operator expects a check.
 */
export async function loadCredentials(
  config: Config,
  folder: string,
  schemes: Readonly<Record<string, SecurityScheme>> = SECURITY_SCHEMES,
): Promise<Credentials> {
  const all = Object.entries(schemes);
  const loaded = await Promise.allSettled(
    all.map(([, scheme]) => loadSecrets(scheme, config, join(folder, fileOf(scheme)))),
  );
  const problems = loaded.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  const unexpected = problems.find((problem) => !(problem instanceof ConfigError));
  if (unexpected !== undefined) throw unexpected;
  const lines = [...problems.map(({ message }) => message), ...withoutScheme(config, schemes)];
  if (lines.length > 0) throw new ConfigError(lines.join('\n'));
  const apiKeys = all.filter(([, { type }]) => type === 'apiKey');
  return Object.fromEntries(
    all.map(([name, scheme], index) => {
      const secrets = loaded[index];
      if (secrets?.status !== 'fulfilled') throw new Error(`${name} was not loaded`);
      const header = apiKeys.length === 1 && scheme.type === 'apiKey' && config.API_KEY_HEADER;
      return [name, { ...scheme, ...secrets.value, ...(header && { header }) }];
    }),
  );
}

/**
 * Loads the valid secrets of a scheme: those of its variable, and of the file that the variable with `_FILE` names. If there
 * are none, a secret is generated and stored in `file`, but never in production.
 *
 * @throws ConfigError if the file of secrets cannot be read or is empty, or user name and password have no colon in between;
 * in production also without any secret, or with one that is too short or has a character that may not arrive unchanged.
 */
export async function loadSecrets(
  { type, secrets: variable }: SecurityScheme,
  config: Config,
  file: string,
): Promise<SchemeSecrets> {
  const { form, strong, expected, noun, prefix } = KINDS[type];
  const set = secretsIn(config, variable);
  const byVariable = { [variable]: set.values, [set.fileVariable]: await secretsFromFile(set, noun) };
  const wrong = namesOf(byVariable, form).map((name) => `${name}: ${expected}`);
  if (wrong.length > 0) throw new ConfigError(wrong.join('\n'));
  const warnings = namesOf(byVariable, strong).map((name) => `${name}: ${expected}`);
  if (warnings.length > 0 && config.NODE_ENV === 'production') throw new ConfigError(warnings.join('\n'));
  // As a request is read: the same character can be written in two ways.
  const secrets = Object.values(byVariable)
    .flat()
    .map((secret) => (type === 'basic' ? secret.normalize('NFC') : secret));
  if (secrets.length > 0) return { isValid: isOneOf(secrets), warnings };
  if (config.NODE_ENV === 'production')
    throw new ConfigError(
      `${variable}: expected at least one ${noun} in production (or ${set.fileVariable})`,
    );
  const generated = await loadOrCreateSecret(file, prefix);
  return { isValid: isOneOf([generated.secret]), generated, warnings };
}

const KINDS = {
  apiKey: {
    form: /./,
    // Characters that arrive unchanged in a header: others arrive in one encoding or another.
    strong: /^[!-+\--~]{16,}$/,
    expected: 'expected keys of at least 16 characters, printable ASCII without spaces and commas',
    noun: 'key',
    prefix: '',
  },
  basic: {
    form: /:/,
    // RFC 7617, section 2, forbids control characters. All others arrive unchanged in Base64.
    strong: /^[^:\p{Cc}]*:[^\p{Cc}]{16,}$/u,
    expected: 'expected user:password with passwords of at least 16 characters',
    noun: 'user name with a password',
    prefix: 'platform:',
  },
  bearer: {
    form: /./,
    // RFC 6750, section 2.1.
    strong: /^[\w.~+/-]{16,}=*$/,
    expected: 'expected tokens of at least 16 letters, digits or any of - . _ ~ + /',
    noun: 'token',
    prefix: '',
  },
} as const;

/** The names of the variables of which not all secrets match. */
function namesOf(byVariable: Readonly<Record<string, readonly string[]>>, pattern: RegExp): string[] {
  return Object.entries(byVariable)
    .filter(([, some]) => !some.every((secret) => pattern.test(secret)))
    .map(([name]) => name);
}

/** The name of the file of a generated secret: `API_KEYS` → `api-key`. */
function fileOf({ secrets }: SecurityScheme): string {
  return secrets
    .toLowerCase()
    .replace(/^(api_key|bearer_token)s/, '$1')
    .replaceAll('_', '-');
}

async function secretsFromFile(
  { file, fileVariable }: ReturnType<typeof secretsIn>,
  noun: string,
): Promise<string[]> {
  if (file === undefined) return [];
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${fileVariable}: ${file} cannot be read`, { cause: error });
  }
  const secrets = text
    // Some editors begin a file with a byte order mark.
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (secrets.length === 0) throw new ConfigError(`${fileVariable}: ${file} contains no ${noun}`);
  return secrets;
}

/** A line for each variable that is set although the contract requires nothing of its type. */
function withoutScheme(config: Config, schemes: Readonly<Record<string, SecurityScheme>>): string[] {
  const used = new Set(Object.values(schemes).map(({ secrets }) => secrets));
  const unused = SINGLE_VARIABLES.filter(({ variable }) => !used.has(variable)).flatMap(
    ({ variable, what }) => {
      const { values, file, fileVariable } = secretsIn(config, variable);
      const names = [...(values.length > 0 ? [variable] : []), ...(file === undefined ? [] : [fileVariable])];
      return names.map((name) => `${name}: ${nothingToCheck(what, schemes)}`);
    },
  );
  const isHeaderUsed = config.given['API_KEY_HEADER'] === undefined || used.has('API_KEYS');
  return isHeaderUsed ? unused : [...unused, `API_KEY_HEADER: ${nothingToCheck('API key', schemes)}`];
}

const SINGLE_VARIABLES = [
  { variable: 'API_KEYS', what: 'API key' },
  { variable: 'BASIC_CREDENTIALS', what: 'HTTP basic' },
  { variable: 'BEARER_TOKENS', what: 'bearer token' },
];

function nothingToCheck(what: string, schemes: Readonly<Record<string, SecurityScheme>>): string {
  const variables = Object.values(schemes).map(({ secrets }) => secrets);
  const instead = variables.length > 0 ? `; it requires ${variables.join(', ')}` : '';
  return `the contract does not require this ${what}: remove the variable${instead}`;
}

import { isServerUrl, withoutPassword } from '@partner-webhooks/inbox';
import { z } from 'zod';
import { ConfigError } from './config/config-error.ts';
import { ownSecretSettings, secretVariables } from './config/secret-settings.ts';
import { settings } from './config/settings.ts';
import { SECURITY_SCHEMES, type SecurityScheme } from './generated/requests.ts';

type Settings = z.infer<z.ZodObject<typeof settings>>;

/** The validated settings of a receiver. */
export type Config = Settings & {
  /** The texts of the variables that are set. */
  readonly given: Readonly<Record<string, string | undefined>>;
};

/**
 * Reads the settings from environment variables. An empty variable counts as not set.
 *
 * @param schemes the security schemes, each of which has variables; the default is those of the contract.
 * @throws ConfigError with a line for every variable that cannot be used: its name, what was found and what was expected.
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  schemes: Schemes = SECURITY_SCHEMES,
): Config {
  const schema = schemaFor(schemes);
  const given = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, environment[name]?.trim() || undefined]),
  );
  const result = schema.safeParse(given);
  // The settings of single schemes are read with `secretsIn`.
  if (result.success) return { ...(result.data as Settings), given };
  const secret = secretNames(schemes);
  const lines = new Map<string, string>();
  for (const { path, message } of result.error.issues) {
    const name = String(path[0]);
    const isSecret = secret.has(name) || isServerUrl(given[name] ?? '');
    const found = isSecret ? '' : `, found ${JSON.stringify(given[name]?.slice(0, MAX_FOUND_CHARS))}`;
    // The first problem of a variable is enough.
    if (!lines.has(name)) lines.set(name, `${name}: ${message}${found}`);
  }
  throw new ConfigError([...lines.values()].join('\n'));
}

/** The meaning and the default of each variable, for the table of settings in the documentation. */
export function describeConfig(): { name: string; meaning: string; fallback: string }[] {
  return Object.entries(schemaFor(SECURITY_SCHEMES).shape).map(([name, field]) => {
    const { description = '', fallback } = field.meta() ?? {};
    return { name, meaning: description, fallback: typeof fallback === 'string' ? fallback : '' };
  });
}

/** The settings of a security scheme. */
export interface SecretsInUse {
  /** The secrets of the variable itself; empty if it is not set. */
  readonly values: readonly string[];
  /** The variable that names a file with more secrets. */
  readonly fileVariable: string;
  /** The file. */
  readonly file?: string;
}

/** The secrets that are set for a security scheme. @param variable as the contract's rules for requests name it. */
export function secretsIn(config: Config, variable: string): SecretsInUse {
  const values = (config as Readonly<Record<string, unknown>>)[variable];
  const fileVariable = `${variable}_FILE`;
  const file = config.given[fileVariable];
  return {
    values: Array.isArray(values) ? values : [],
    fileVariable,
    ...(file !== undefined && { file }),
  };
}

/** A setting in use. */
export interface SettingInUse {
  readonly name: string;
  /** The text that was set, or the default; absent if there is neither, and for secrets. */
  readonly value?: string;
  readonly isSet: boolean;
  readonly meaning: string;
}

/** All settings in use, without the secrets. */
export function settingsInUse(config: Config): SettingInUse[] {
  const secret = secretNames(SECURITY_SCHEMES);
  return describeConfig().map(({ name, meaning, fallback }) => {
    const given = config.given[name];
    const value = secret.has(name) ? undefined : shown(given ?? fallback) || undefined;
    return { name, ...(value !== undefined && { value }), isSet: given !== undefined, meaning };
  });
}

/** The URL of a server may have a password. */
function shown(text: string): string {
  return isServerUrl(text) ? withoutPassword(text) : text;
}

type Schemes = Readonly<Record<string, SecurityScheme>>;

function secretNames(schemes: Schemes): ReadonlySet<string> {
  return new Set(['ADMIN_TOKEN', ...secretVariables(schemes)]);
}

// Enough to recognise a value that cannot be used.
const MAX_FOUND_CHARS = 200;

/** Also those that only a contract with several schemes of one type has. */
function schemaFor(schemes: Schemes) {
  return z.object<Shape>({ ...settings, ...ownSecretSettings(schemes) });
}

type Shape = Readonly<Record<string, z.ZodType<unknown, string | undefined>>>;

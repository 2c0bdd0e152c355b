import { readFile } from 'node:fs/promises';
import { isOneOf, keptSecret, type MadeUpSecret } from '../config/secret.ts';
import { type Config, ConfigError } from '../config.ts';

/** The keys that are valid, and where a made-up one comes from. */
export interface ApiKeys {
  /** Compares in constant time with every valid key. */
  readonly isValid: (key: string | undefined) => boolean;
  /** A key that was made up; absent where keys are configured. */
  readonly madeUp?: MadeUpSecret;
  /** What would keep the receiver from starting in production, with a line for each variable. */
  readonly warnings: readonly string[];
}

/**
 * Finds the valid keys: those of `API_KEYS` and `API_KEYS_FILE`. Where there is neither, one is made up and kept in
 * `file`, but never in production.
 *
 * @throws ConfigError where the file of keys cannot be read or is empty, and in production without any key or with one
 * that is too short or holds anything but printable ASCII.
 */
export async function loadApiKeys(config: Config, file: string): Promise<ApiKeys> {
  const byVariable = {
    API_KEYS: config.API_KEYS ?? [],
    API_KEYS_FILE: await keysFromFile(config.API_KEYS_FILE),
  };
  const keys = Object.values(byVariable).flat();
  const warnings = Object.entries(byVariable)
    .filter(([, some]) => !some.every((key) => STRONG.test(key)))
    .map(([name]) => `${name}: ${EXPECTED}`);
  if (warnings.length > 0 && config.NODE_ENV === 'production') throw new ConfigError(warnings.join('\n'));
  if (keys.length > 0) return { isValid: isOneOf(keys), warnings };
  if (config.NODE_ENV === 'production') {
    throw new ConfigError('API_KEYS: expected at least one key in production (or API_KEYS_FILE)');
  }
  const madeUp = await keptSecret(file);
  return { isValid: isOneOf([madeUp.secret]), madeUp, warnings };
}

/** What a header carries for certain, whoever writes it: letters outside of ASCII arrive in one encoding or another. */
const STRONG = /^[!-+\--~]{16,}$/;
const EXPECTED = 'expected keys of at least 16 characters, printable ASCII without spaces and commas';

async function keysFromFile(file: string | undefined): Promise<string[]> {
  if (file === undefined) return [];
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`API_KEYS_FILE: ${file} cannot be read`, { cause: error });
  }
  const keys = text
    // Some editors begin a file with a byte order mark.
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (keys.length === 0) throw new ConfigError(`API_KEYS_FILE: ${file} has no key in it`);
  return keys;
}

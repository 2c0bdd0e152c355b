import { readFile } from 'node:fs/promises';
import { ConfigError } from '../config/config-error.ts';
import { type GeneratedSecret, isOneOf, loadOrCreateSecret } from '../config/secret.ts';
import type { Config } from '../config.ts';

/** The valid keys. */
export interface ApiKeys {
  /** Compares in constant time with every valid key. */
  readonly isValid: (key: string | undefined) => boolean;
  /** The generated key; absent if keys are configured. */
  readonly generated?: GeneratedSecret;
  /** One line for each variable that would prevent a start in production. */
  readonly warnings: readonly string[];
}

/**
 * Loads the valid keys: those of `API_KEYS` and `API_KEYS_FILE`. If there are none, a key is generated and stored in
 * `file`, but never in production.
 *
 * @throws ConfigError if the file of keys cannot be read or is empty; in production also without any key, or with one
 * that is too short or contains anything but printable ASCII.
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
  const generated = await loadOrCreateSecret(file);
  return { isValid: isOneOf([generated.secret]), generated, warnings };
}

// Characters that arrive unchanged in a header: others arrive in one encoding or another.
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
  if (keys.length === 0) throw new ConfigError(`API_KEYS_FILE: ${file} contains no key`);
  return keys;
}

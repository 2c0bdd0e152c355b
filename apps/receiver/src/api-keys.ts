import { readFile } from 'node:fs/promises';
import { type Config, ConfigError } from './config.ts';
import { isOneOf, keptSecret, type MadeUpSecret } from './secret.ts';

/** The keys that are valid, and where a made-up one comes from. */
export interface ApiKeys {
  /** Compares in constant time with every valid key. */
  readonly isValid: (key: string | undefined) => boolean;
  /** A key that was made up; absent where keys are configured. */
  readonly madeUp?: MadeUpSecret;
}

/**
 * Finds the valid keys: those of `API_KEYS` and `API_KEYS_FILE`. Where there is neither, one is made up and kept in
 * `file`, but never in production.
 *
 * @throws ConfigError where the file of keys cannot be read or is empty, and in production without any key.
 */
export async function loadApiKeys(config: Config, file: string): Promise<ApiKeys> {
  const keys = [...(config.API_KEYS ?? []), ...(await keysFromFile(config.API_KEYS_FILE))];
  if (keys.length > 0) return { isValid: isOneOf(keys) };
  if (config.NODE_ENV === 'production') {
    throw new ConfigError('API_KEYS: expected at least one key in production (or API_KEYS_FILE)');
  }
  const madeUp = await keptSecret(file);
  return { isValid: isOneOf([madeUp.secret]), madeUp };
}

async function keysFromFile(file: string | undefined): Promise<string[]> {
  if (file === undefined) return [];
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`API_KEYS_FILE: ${file} cannot be read`, { cause: error });
  }
  const keys = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
  if (keys.length === 0) throw new ConfigError(`API_KEYS_FILE: ${file} has no key in it`);
  return keys;
}

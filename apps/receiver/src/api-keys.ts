import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Config, ConfigError } from './config.ts';

/** The keys that are valid, and where a made-up one comes from. */
export interface ApiKeys {
  /** Compares in constant time with every valid key. */
  readonly isValid: (key: string | undefined) => boolean;
  /** A key that was made up, and whether this start did it; absent where keys are configured. */
  readonly madeUp?: { readonly key: string; readonly file: string; readonly isNew: boolean };
}

/**
 * Finds the valid keys: those of `API_KEYS` and `API_KEYS_FILE`. Where there is neither, one is made up and kept in
 * `file` (mode 0600), but never in production.
 *
 * @throws ConfigError where the file of keys cannot be read or is empty, and in production without any key.
 */
export async function loadApiKeys(config: Config, file: string): Promise<ApiKeys> {
  const keys = [...(config.API_KEYS ?? []), ...(await keysFromFile(config.API_KEYS_FILE))];
  if (keys.length > 0) return { isValid: comparison(keys) };
  if (config.NODE_ENV === 'production') {
    throw new ConfigError('API_KEYS: expected at least one key in production (or API_KEYS_FILE)');
  }
  const madeUp = await makeUpKey(file);
  return { isValid: comparison([madeUp.key]), madeUp };
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

async function makeUpKey(file: string) {
  const key = randomBytes(32).toString('base64url');
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
    return { key, file, isNew: true };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return { key: (await readFile(file, 'utf8')).trim(), file, isNew: false };
  }
}

function comparison(keys: readonly string[]): ApiKeys['isValid'] {
  const digests = keys.map(digest);
  return (key) => {
    if (key === undefined) return false;
    const given = digest(key);
    // Every key is compared, so that the time taken does not tell which one nearly matched.
    return digests.map((known) => timingSafeEqual(known, given)).includes(true);
  };
}

/** Keys differ in length, and a comparison in constant time needs equal lengths. */
function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

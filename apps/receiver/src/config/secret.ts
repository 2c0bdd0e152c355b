import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A secret that was generated because none is configured. */
export interface GeneratedSecret {
  readonly secret: string;
  /** The file that stores it. */
  readonly file: string;
  /** Whether this start generated it. */
  readonly isNew: boolean;
}

/**
 * Loads a secret from a file, or generates it and stores it there with mode 0600.
 *
 * @param prefix the text before the random part, such as a user name.
 */
export async function loadOrCreateSecret(file: string, prefix = ''): Promise<GeneratedSecret> {
  const secret = prefix + randomBytes(32).toString('base64url');
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    return { secret, file, isNew: true };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const stored = (await readFile(file, 'utf8')).trim();
    if (stored !== '') return { secret: stored, file, isNew: false };
    // The process ended, or the disk was full, before the secret was written. An empty key would let every client in.
    await writeFile(file, `${secret}\n`, { mode: 0o600 });
    return { secret, file, isNew: true };
  }
}

/** Compares a text with secrets, in constant time. */
export function isOneOf(secrets: readonly string[]): (text: string | undefined) => boolean {
  // A comparison in constant time needs equal lengths, so secrets are padded. The length in front distinguishes those that
  // differ only in zeros at the end.
  const size = LENGTH_BYTES + Math.max(...secrets.map((secret) => Buffer.byteLength(secret)));
  const pad = (text: string, bytes: Buffer) => {
    bytes.fill(0);
    bytes.writeUInt32BE(Buffer.byteLength(text));
    bytes.write(text, LENGTH_BYTES);
    return bytes;
  };
  const known = secrets.map((secret) => pad(secret, Buffer.alloc(size)));
  const given = Buffer.alloc(size);
  return (text) => {
    if (text === undefined) return false;
    pad(text, given);
    // Every secret is compared, so that the time does not reveal which one nearly matched.
    return known.map((each) => timingSafeEqual(each, given)).includes(true);
  };
}

const LENGTH_BYTES = 4;

/** The form of every token of the admin listener: it arrives unchanged in a header (RFC 6750, section 2.1). */
export const ADMIN_TOKEN = /^[\w.~+/-]{16,}=*$/;

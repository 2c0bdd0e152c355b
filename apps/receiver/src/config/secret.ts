import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A secret that was made up because none is configured. */
export interface MadeUpSecret {
  readonly secret: string;
  /** Where it is kept. */
  readonly file: string;
  /** This start has made it up. */
  readonly isNew: boolean;
}

/** Makes a secret up and keeps it in a file that nobody else may read (mode 0600), or finds the one kept there. */
export async function keptSecret(file: string): Promise<MadeUpSecret> {
  const secret = randomBytes(32).toString('base64url');
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    return { secret, file, isNew: true };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const kept = (await readFile(file, 'utf8')).trim();
    if (kept !== '') return { secret: kept, file, isNew: false };
    // A start ended, or the disk was full, before it was written. An empty key would let everyone in.
    await writeFile(file, `${secret}\n`, { mode: 0o600 });
    return { secret, file, isNew: true };
  }
}

/** Tells, in constant time, whether a text is one of these secrets. */
export function isOneOf(secrets: readonly string[]): (text: string | undefined) => boolean {
  // Secrets differ in length, and a comparison in constant time needs equal lengths. The length in front tells those apart
  // that differ in nothing but zeros at the end.
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
    // Every secret is compared, so that the time taken does not tell which one nearly matched.
    return known.map((each) => timingSafeEqual(each, given)).includes(true);
  };
}

const LENGTH_BYTES = 4;

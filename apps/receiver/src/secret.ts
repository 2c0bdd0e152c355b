import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
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
    return { secret: (await readFile(file, 'utf8')).trim(), file, isNew: false };
  }
}

/** Tells, in constant time, whether a text is one of these secrets. */
export function isOneOf(secrets: readonly string[]): (text: string | undefined) => boolean {
  const digests = secrets.map(digest);
  return (text) => {
    if (text === undefined) return false;
    const given = digest(text);
    // Every secret is compared, so that the time taken does not tell which one nearly matched.
    return digests.map((known) => timingSafeEqual(known, given)).includes(true);
  };
}

/** Secrets differ in length, and a comparison in constant time needs equal lengths. */
function digest(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

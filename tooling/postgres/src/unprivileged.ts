import { readFileSync } from 'node:fs';

/** A user by the numbers of the system. */
export interface Unprivileged {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user that runs PostgreSQL, which refuses to run as root: `nobody`, or the first other user that is not root.
 *
 * @returns `undefined` if this process is not root, and runs it itself.
 * @throws Error if the system has no such user.
 */
export function unprivilegedUser(): Unprivileged | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid > 0);
  const user = users.find(({ name }) => name === 'nobody') ?? users[0];
  if (!user)
    throw new Error('expected a user besides root in /etc/passwd: PostgreSQL refuses to run as root');
  return { uid: user.uid, gid: user.gid };
}

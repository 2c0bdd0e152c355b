import { hash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigError } from '../config/config-error.ts';
import { ADMIN_TOKEN } from '../config/secret.ts';

/** What an operator may do: `read-only` sees everything and changes nothing. */
export type Role = 'operator' | 'read-only';

/** A person or program with a token of the admin listener. */
export interface Operator {
  /** The name in the audit log. */
  readonly name: string;
  readonly role: Role;
}

/** An operator with the hash of the token. */
export interface OperatorToken extends Operator {
  /** SHA-256: hashes have one length, so that they can be compared in constant time. */
  readonly tokenHash: Buffer;
}

/** The operator of a token. */
export function operatorToken(name: string, role: Role, token: string): OperatorToken {
  return { name, role, tokenHash: hashOf(token) };
}

/** Finds the operator of a token. Compares with every token in constant time. */
export function findOperator(
  operators: readonly OperatorToken[],
  token: string | undefined,
): OperatorToken | undefined {
  if (token === undefined) return undefined;
  const tokenHash = hashOf(token);
  return operators.filter((each) => timingSafeEqual(each.tokenHash, tokenHash))[0];
}

/**
 * Reads `ADMIN_TOKENS_FILE`: one operator a line, as name, role and token. Empty lines and lines that begin with `#` are
 * ignored.
 *
 * @throws ConfigError with a sentence for each fault, without any token.
 */
export async function readOperators(file: string): Promise<OperatorToken[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${VARIABLE}: ${file} cannot be read`, { cause: error });
  }
  return parseOperators(text, file);
}

/** The same for a text. @param file what messages call it. */
export function parseOperators(text: string, file: string): OperatorToken[] {
  const faults: string[] = [];
  const operators: OperatorToken[] = [];
  const lineOf = new Map<string, number>();
  // Some editors begin a file with a byte order mark.
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const words = line.trim().split(/\s+/);
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const fault = (expected: string) => faults.push(`${VARIABLE}: ${file}, line ${index + 1}: ${expected}`);
    const [name = '', role = '', token = ''] = words;
    if (words.length !== 3) {
      fault(`expected a name, a role and a token with spaces in between, found ${words.length} words`);
      continue;
    }
    if (!NAME.test(name)) fault('expected a name of at most 64 letters, digits or any of - . _ @');
    if (!isRole(role)) fault('expected the role operator or read-only after the name');
    if (!ADMIN_TOKEN.test(token))
      fault('expected a token of at least 16 letters, digits or any of - . _ ~ + /');
    // The name is shown: it cannot be a token that stands in the wrong place.
    for (const [what, key] of [
      [`the name ${NAME.test(name) ? name : ''}`, `name ${name}`],
      ['the token', `token ${token}`],
    ] as const) {
      const earlier = lineOf.get(key);
      if (earlier !== undefined) fault(`expected ${what.trim()} once, it is also in line ${earlier}`);
      lineOf.set(key, earlier ?? index + 1);
    }
    if (isRole(role)) operators.push(operatorToken(name, role, token));
  }
  if (faults.length === 0 && operators.length === 0) faults.push(`${VARIABLE}: ${file} has no operator`);
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return operators;
}

function isRole(text: string): text is Role {
  return text === 'operator' || text === 'read-only';
}

function hashOf(token: string): Buffer {
  return Buffer.from(hash('sha256', token, 'hex'), 'hex');
}

const VARIABLE = 'ADMIN_TOKENS_FILE';
const NAME = /^[\w.@-]{1,64}$/;

import { StatementError } from '../errors.ts';
import { type Dialect, scanSql } from './scan-sql.ts';

/** A value of a statement. On SQLite `true` and `false` are the numbers 1 and 0. */
export type WriteValue = string | number | bigint | boolean | Uint8Array | null;

/** A statement of a handler that has been checked, with its values. */
export interface Write {
  readonly sql: string;
  readonly values: readonly WriteValue[];
}

/**
 * Checks a statement of a handler before a database sees it, so that what is wrong is reported where it was written. SQLite
 * would ignore a second statement, take a missing value for NULL, and NaN too; PostgreSQL would end the transaction at a
 * `COMMIT`.
 *
 * @param allowed what the statement may begin with.
 * @returns the statement with copies of its values: what the handler does with them later changes nothing.
 * @throws StatementError
 */
export function checkStatement(
  sql: unknown,
  values: readonly unknown[],
  dialect: Dialect,
  allowed: ReadonlySet<string>,
): Write {
  if (typeof sql !== 'string') throw new StatementError(`expected a statement as text, found ${kindOf(sql)}`);
  const { keywords, words, parameters } = scanSql(sql, dialect);
  const [keyword] = keywords;
  if (keyword === undefined) throw new StatementError('expected a statement, found none');
  if (keywords.length > 1)
    throw new StatementError(`expected one statement, found ${keywords.length}: make a call for each`);
  if (!allowed.has(keyword))
    throw new StatementError(
      `expected a statement that begins with ${listed(allowed)}, found ${shown(keyword) || 'no keyword'}: ${adviceFor(keyword)}`,
    );
  for (const word of FORBIDDEN[dialect])
    if (words.has(word)) throw new StatementError(`expected no ${word} in a statement: ${REASONS[word]}`);
  checkParameters(parameters, values.length);
  return { sql, values: values.map((value, index) => checkedValue(value, index + 1, dialect)) };
}

/** What a statement that writes may begin with. */
export const WRITING: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  SQLite: new Set(['INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'WITH', 'SELECT']),
  PostgreSQL: new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'WITH', 'SELECT']),
};

/** What a statement that only reads may begin with. */
export const READING: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'VALUES']);

/** The schema of the inbox on PostgreSQL. */
export const INBOX_SCHEMA = 'partner_webhooks';

/** The table with the migrations that have been run. */
export const MIGRATION_TABLE = 'app_migration';

const FORBIDDEN: Readonly<Record<Dialect, readonly string[]>> = {
  SQLite: ['rollback', MIGRATION_TABLE],
  PostgreSQL: [INBOX_SCHEMA, MIGRATION_TABLE],
};

const REASONS: Readonly<Record<string, string>> = {
  rollback: 'it would undo the outcomes of other notifications',
  [INBOX_SCHEMA]: 'the tables of the inbox are changed by the inbox alone',
  [MIGRATION_TABLE]: 'it belongs to the migrations',
};

function adviceFor(keyword: string): string {
  if (TRANSACTIONS.has(keyword)) return 'the transaction is that of the inbox';
  if (DEFINITIONS.has(keyword)) return 'tables are made by migrations';
  return 'nothing else is carried out together with an outcome';
}

/** What begins, ends or divides a transaction. */
export const TRANSACTIONS: ReadonlySet<string> = new Set([
  'BEGIN',
  'START',
  'COMMIT',
  'END',
  'ROLLBACK',
  'ABORT',
  'SAVEPOINT',
  'RELEASE',
]);
const DEFINITIONS = new Set(['CREATE', 'ALTER', 'DROP', 'TRUNCATE', 'REINDEX']);

function checkParameters(parameters: readonly string[], given: number): void {
  const other = parameters.find((parameter) => !NUMBERED.test(parameter));
  if (other !== undefined)
    throw new StatementError(`expected parameters as $1, $2 and so on, found ${shown(other)}`);
  const numbers = new Set(parameters.map((parameter) => Number(parameter.slice(1))));
  for (let number = 1; number <= numbers.size; number += 1)
    if (!numbers.has(number))
      throw new StatementError(`expected parameter $${number}, found $${Math.max(...numbers)} without it`);
  if (numbers.size !== given)
    throw new StatementError(
      `the statement has ${counted(numbers.size, 'parameter')}, found ${counted(given, 'value')}`,
    );
}

const NUMBERED = /^\$[1-9]\d{0,4}$/;

function checkedValue(value: unknown, number: number, dialect: Dialect): WriteValue {
  const wrong = (what: string) => new StatementError(`value ${number} is ${what}`);
  switch (typeof value) {
    case 'string':
      if (dialect === 'PostgreSQL' && value.includes('\u0000'))
        throw wrong('a text with the character U+0000, which PostgreSQL cannot store');
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw wrong(`${value}: expected a finite number`);
      return value;
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw wrong('a bigint of more than 64 bits: pass it as text');
      return value;
    case 'boolean':
      return value;
    case 'undefined':
      throw wrong('undefined: pass null for no value');
    default:
      if (value === null) return null;
      if (value instanceof Uint8Array) return Uint8Array.from(value);
      if (value instanceof Date) throw wrong('a Date: pass toISOString() or getTime()');
      throw wrong(`${kindOf(value)}: ${EXPECTED}`);
  }
}

const EXPECTED = 'expected a text, a number, a bigint, a boolean, a Uint8Array or null; pass JSON as text';

/** The beginning of what was found: the error is stored. */
function shown(text: string): string {
  return text.slice(0, MAX_SHOWN_CHARS);
}

const MAX_SHOWN_CHARS = 40;

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `of type ${typeof value}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function listed(words: ReadonlySet<string>): string {
  return [...words].join(', ').replace(/, (\w+)$/, ' or $1');
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dialect, scanSql } from '../src/effects/scan-sql.ts';
import { checkStatement, WRITING } from '../src/effects/write.ts';
import { StatementError } from '../src/index.ts';

// What is wrong with a statement of a handler is said before a database sees it.

const ADD = 'INSERT INTO app_entry (id, cents) VALUES ($1, $2)';
const DIALECTS: readonly Dialect[] = ['SQLite', 'PostgreSQL'];

const REJECTED: readonly (readonly [
  what: string,
  sql: unknown,
  values: readonly unknown[],
  message: string,
])[] = [
  ['no text', undefined, [], 'expected a statement as text, found of type undefined'],
  ['an empty text', ' -- none\n;', [], 'expected a statement, found none'],
  ['two statements', `${ADD}; DELETE FROM app_entry`, ['a', 1], 'expected one statement, found 2'],
  ['COMMIT', 'COMMIT', [], 'found COMMIT: the transaction is that of the inbox'],
  ['ROLLBACK', '/* all of it */ rollback', [], 'found ROLLBACK: the transaction is that of the inbox'],
  ['BEGIN', 'begin immediate', [], 'found BEGIN: the transaction is that of the inbox'],
  ['SAVEPOINT', 'SAVEPOINT handler', [], 'found SAVEPOINT'],
  ['PRAGMA', 'PRAGMA synchronous = OFF', [], 'found PRAGMA'],
  ['ATTACH', `ATTACH 'other.db' AS other`, [], 'found ATTACH'],
  ['SET', 'SET search_path TO public', [], 'found SET'],
  ['CREATE TABLE', 'CREATE TABLE app_new (id text)', [], 'found CREATE: tables are made by migrations'],
  ['a text', `'INSERT'`, [], 'found no keyword'],
  ['a value too few', ADD, ['a'], 'the statement has 2 parameters, found 1 value'],
  ['a value too many', ADD, ['a', 1, 2], 'the statement has 2 parameters, found 3 values'],
  ['a gap', 'DELETE FROM app_entry WHERE cents = $2', [1], 'expected parameter $1, found $2 without it'],
  ['undefined', ADD, ['a', undefined], 'value 2 is undefined: pass null for no value'],
  ['NaN', ADD, ['a', Number.NaN], 'value 2 is NaN: expected a finite number'],
  ['Infinity', ADD, ['a', Number.POSITIVE_INFINITY], 'value 2 is Infinity: expected a finite number'],
  ['a large bigint', ADD, ['a', 2n ** 63n], 'value 2 is a bigint of more than 64 bits: pass it as text'],
  ['a small bigint', ADD, ['a', -(2n ** 63n) - 1n], 'value 2 is a bigint of more than 64 bits'],
  ['a Date', ADD, ['a', new Date()], 'value 2 is a Date: pass toISOString() or getTime()'],
  ['an object', ADD, [{}, 1], 'value 1 is an object: expected a text'],
  ['an array', ADD, [['a'], 1], 'value 1 is an array: expected a text'],
  ['a symbol', ADD, [Symbol('no'), 1], 'value 1 is of type symbol: expected a text'],
  ['a function', ADD, ['a', () => 1], 'value 2 is of type function: expected a text'],
  ['the migrations', 'DELETE FROM "app_migration"', [], 'expected no app_migration in a statement'],
];

describe.each(DIALECTS)('on %s', (dialect) => {
  const check = (sql: unknown, ...values: readonly unknown[]) =>
    checkStatement(sql, values, dialect, WRITING[dialect]);

  it.each(REJECTED)('%s is refused', (_what, sql, values, message) => {
    expect(() => check(sql, ...values)).toThrow(StatementError);
    expect(() => check(sql, ...values)).toThrow(message);
  });

  it.each([
    'INSERT INTO t VALUES (1);',
    '\n-- a comment; with one\nupdate t set a = 1',
    'DELETE FROM t -- $1',
    `INSERT INTO t VALUES ('a;b', "c;d", 'it''s')`,
    'WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a',
    '/* ; */ SELECT f(1)',
  ])('%s is one statement without parameters', (sql) => {
    expect(check(sql)).toEqual({ sql, values: [] });
  });

  it('a parameter can be used twice, in any order', () => {
    expect(check('UPDATE t SET a = $2 WHERE a = $1 OR b = $2', 1, 'x').values).toEqual([1, 'x']);
  });

  it('is read token by token: what is in texts, names and comments does not count', () => {
    const inert = [
      `'; $7 COMMIT'`,
      '"; $7 ""COMMIT"',
      '-- ; $7 COMMIT\n',
      '/* ; $7 */',
      `''''`,
      '1.5e3',
      'ü$7',
      '(',
      '=',
      ' ',
    ];
    const ofDialect = {
      SQLite: ['[; $7 "]', '`; $7 COMMIT`'],
      PostgreSQL: [`E'\\'; $7'`, '$$; $7$$', `$ü$ ; $$ ' $7 $ü$`, '/* /* ; */ $7 */', '::', '?'],
    };
    const fragment = fc.constantFrom(...inert, ...ofDialect[dialect]);
    const live = fc.constantFrom('$1', '$2', '; SELECT');
    fc.assert(
      fc.property(fc.array(fc.oneof(fragment, live), { maxLength: 12 }), (fragments) => {
        const { keywords, parameters } = scanSql(`SELECT ${fragments.join(' ')}`, dialect);
        expect(keywords).toEqual([
          'SELECT',
          ...fragments.flatMap((each) => (each === '; SELECT' ? ['SELECT'] : [])),
        ]);
        expect(parameters).toEqual(fragments.filter((each) => /^\$\d$/.test(each)));
      }),
    );
  });

  it('whatever it is, checking it takes little time and throws nothing else', () => {
    const texts = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom(`'`, '"', '$', '$$', '/*', '*/', '--', ';', '\\', 'E', '(', '`', '[', '\n'), {
          maxLength: 40,
        })
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          check(text);
        } catch (error) {
          expect(error).toBeInstanceOf(StatementError);
        }
      }),
    );
    const startedMs = performance.now();
    for (const mark of [`'`, `''`, '"', '$$', '/*', '$a$', '-', '(', 'a'])
      expect(() => check(`${mark.repeat(200_000)} `)).toThrow(StatementError);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});

it('other ways to write parameters are refused on SQLite, with the one that both databases take', () => {
  for (const parameter of ['?', '?1', ':a', '@a', '$a', '$0'])
    expect(() =>
      checkStatement(`DELETE FROM t WHERE a = ${parameter}`, [1], 'SQLite', WRITING.SQLite),
    ).toThrow(`expected parameters as $1, $2 and so on, found ${parameter}`);
});

it('what would undo the work of others is refused: OR ROLLBACK on SQLite, the schema of the inbox on PostgreSQL', () => {
  const sqlite = () => checkStatement('INSERT OR ROLLBACK INTO t VALUES (1)', [], 'SQLite', WRITING.SQLite);
  expect(sqlite).toThrow(
    'expected no rollback in a statement: it would undo the outcomes of other notifications',
  );
  for (const name of ['partner_webhooks', 'Partner_Webhooks', '"partner_webhooks"']) {
    const postgres = () => checkStatement(`DELETE FROM ${name}.t`, [], 'PostgreSQL', WRITING.PostgreSQL);
    expect(postgres).toThrow('expected no partner_webhooks in a statement');
  }
});

it('PostgreSQL stores no text with U+0000, which SQLite does', () => {
  const check = (dialect: Dialect) =>
    checkStatement('DELETE FROM t WHERE a = $1', ['a\u0000b'], dialect, WRITING[dialect]);
  expect(check('SQLite').values).toEqual(['a\u0000b']);
  expect(() => check('PostgreSQL')).toThrow('value 1 is a text with the character U+0000');
});

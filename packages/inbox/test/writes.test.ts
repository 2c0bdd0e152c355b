import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HandlerContext, InvalidCallError, PermanentError, StatementError } from '../src/index.ts';
import { handle } from './handling.ts';
import { incoming, order, transfer } from './notifications.ts';
import { runDispatcher, runReady } from './running-dispatcher.ts';
import { openedFor, STORES } from './stores.ts';

// `context.write`: the statements of a handler are carried out in the transaction that marks its notification as handled.

const TABLES = `
  CREATE TABLE app_entry (id text NOT NULL, cents bigint NOT NULL CHECK (cents <> 13));
  CREATE TABLE app_once (id text PRIMARY KEY);
  CREATE TABLE app_later (id text REFERENCES app_once (id) DEFERRABLE INITIALLY DEFERRED);
  CREATE TABLE app_value (t text, n double precision, i bigint, b boolean, d bytea);`;
// Neither with STRICT, so that one text serves both.
const ADD = 'INSERT INTO app_entry (id, cents) VALUES ($1, $2)';

describe.each(STORES)('on %s', (store, open) => {
  /** An inbox with the tables, and a dispatcher with a handler. */
  async function writing(handler: (context: HandlerContext) => unknown, timeout = 30_000) {
    const options = { handlerTables: TABLES, timeout };
    const running = await runDispatcher(
      open,
      async (_notification, context) => void (await handler(context)),
      options,
    );
    const entries = async () =>
      (await running.rows.ofHandlers('SELECT id, cents FROM app_entry ORDER BY id')).map(
        ({ id, cents }) => `${id} ${cents}`,
      );
    const receive = (id: string, subject = 1) => running.inbox.receive(incoming(id, order(subject, id)));
    const run = async () => {
      running.dispatcher.wake();
      await running.runAll();
    };
    const stateOf = async (id: string) => (await running.inbox.notification(id))?.state;
    const errorOf = async (id: string) => (await running.inbox.notification(id))?.error;
    return { ...running, entries, receive, run, stateOf, errorOf };
  }

  describe('what a handler writes', () => {
    it('is there when its notification is handled, in the order of the calls', async () => {
      const { entries, receive, run, stateOf } = await writing(({ id, write }) => {
        write(ADD, id, 1);
        write('UPDATE app_entry SET cents = cents * 10 + $2 WHERE id = $1', id, 2);
      });
      await receive('a');
      await run();
      expect(await stateOf('a')).toBe('handled');
      expect(await entries()).toEqual(['a 12']);
    });

    it('is written by the attempt that succeeds, and by no other', async () => {
      const { entries, receive, run } = await writing(({ id, attempt, write }) => {
        write(ADD, id, attempt);
        if (attempt < 3) throw new Error('not now');
      });
      await receive('a');
      await run();
      expect(await entries()).toEqual(['a 3']);
    });

    it.each<[string, (context: HandlerContext) => unknown]>([
      ['throws', () => Promise.reject(new Error('never'))],
      ['throws a PermanentError', () => Promise.reject(new PermanentError('never'))],
      ['times out', () => new Promise(() => {})],
      ['writes what fails afterwards', ({ write }) => write('INSERT INTO app_missing VALUES (1)')],
    ])('is not written if the handler %s', async (_what, then) => {
      const { entries, receive, run, stateOf } = await writing((context) => {
        context.write(ADD, context.id, 1);
        return then(context);
      });
      await receive('a');
      await run();
      expect(await stateOf('a')).toBe('dead');
      expect(await entries()).toEqual([]);
    });

    it('is written once more by a replay, and not at all for what was discarded', async () => {
      const { inbox, entries, receive, run } = await writing(({ id, replays, write }) =>
        write(ADD, id, replays),
      );
      await receive('a', 1);
      await receive('b', 2);
      await inbox.discard(['b'], 'why');
      await run();
      await inbox.replay(['a']);
      await run();
      expect(await entries()).toEqual(['a 0', 'a 1']);
    });

    it('is written for a notification that was quarantined first', async () => {
      const { inbox, entries, run } = await writing(({ id, write }) => write(ADD, id, 1));
      await inbox.quarantine({
        id: 'q',
        path: '/x',
        body: Buffer.from('{'),
        reasons: [],
        receivedAt: new Date(0),
      });
      await inbox.acceptQuarantined(incoming('q', transfer(1)));
      await run();
      expect(await entries()).toEqual(['q 1']);
    });

    it('is that of the call, whatever becomes of the value', async () => {
      const { rows, receive, run } = await writing(({ write }) => {
        const bytes = Buffer.from('before');
        write('INSERT INTO app_value (d) VALUES ($1)', bytes);
        bytes.write('after!');
      });
      await receive('a');
      await run();
      const [row] = await rows.ofHandlers('SELECT d FROM app_value');
      expect(Buffer.from(row?.['d'] as Uint8Array).toString()).toBe('before');
    });

    it('is stored value for value', async () => {
      const { rows, receive, run, errorOf } = await writing(({ write }) => {
        write(
          'INSERT INTO app_value (t, n, i, b, d) VALUES ($1, $2, $3, $4, $5)',
          '$1 ü',
          0.1,
          2n ** 53n + 1n,
          true,
          new Uint8Array([0, 255]),
        );
        write(
          'INSERT INTO app_value (t, n, i, b, d) VALUES ($5, $4, $3, $2, $1)',
          null,
          null,
          null,
          null,
          null,
        );
        write(`INSERT INTO app_value (t, n) VALUES ('$9; --', $1)`, 1);
      });
      await receive('a');
      await run();
      expect(await errorOf('a')).toBeUndefined();
      const all = await rows.ofHandlers('SELECT t, n, CAST(i AS text) AS i, b, d FROM app_value');
      const { d, b, ...first } = all.find(({ t }) => t === '$1 ü') ?? {};
      expect(first).toEqual({ t: '$1 ü', n: 0.1, i: String(2n ** 53n + 1n) });
      expect(Number(b)).toBe(1);
      expect([...(d as Uint8Array)]).toEqual([0, 255]);
      expect(all).toContainEqual({ t: null, n: null, i: null, b: null, d: null });
      expect(all).toContainEqual({ t: '$9; --', n: 1, i: null, b: null, d: null });
    });
  });

  it('a statement that could never be carried out fails the attempt where it is added', async () => {
    let thrown: unknown;
    const { receive, run, errorOf, entries } = await writing(({ write }) => {
      try {
        write(`${ADD}; COMMIT`, 'a', 1);
      } catch (error) {
        thrown = error;
        throw error;
      }
    });
    await receive('a');
    await run();
    expect(thrown).toBeInstanceOf(StatementError);
    expect(await errorOf('a')).toBe('StatementError: expected one statement, found 2: make a call for each');
    expect(await entries()).toEqual([]);
  });

  it('nothing is written after the handler has ended', async () => {
    const contexts: HandlerContext[] = [];
    const { receive, run, entries } = await writing((context) => {
      contexts.push(context);
      if (context.id === 'slow') return new Promise(() => {});
      return undefined;
    });
    await receive('fast', 1);
    await receive('slow', 2);
    await run();
    expect(contexts.length).toBeGreaterThan(2);
    for (const { write, id } of contexts) expect(() => write(ADD, id, 1)).toThrow(/the attempt has ended/);
    expect(await entries()).toEqual([]);
  });

  describe('a statement that the database refuses fails its own attempt', () => {
    it.each([
      ['wrong syntax', 'INSERT INTO app_entry VALUSE (1)', /syntax error/],
      ['a table that does not exist', 'INSERT INTO app_missing VALUES (1)', /app_missing/],
      ['a constraint', `INSERT INTO app_entry VALUES ('a', 13)`, /constraint/i],
      [
        'a table of the inbox',
        `DELETE FROM notification`,
        store === 'SQLite'
          ? /it writes to notification, which belongs to the inbox/
          : /"notification" does not exist/,
      ],
      [
        'a table of the inbox in a subquery',
        `INSERT INTO app_entry SELECT id, 1 FROM notification`,
        store === 'SQLite' ? /it reads notification/ : /"notification" does not exist/,
      ],
      [
        'a table of the inbox by its schema',
        `UPDATE ${store === 'SQLite' ? 'main' : 'partner_webhooks'}.counter SET count = 0`,
        store === 'SQLite' ? /it writes to counter/ : /expected no partner_webhooks/,
      ],
    ])('%s', async (_what, sql, message) => {
      const attempts: number[] = [];
      const { receive, run, errorOf, stateOf, entries, logged } = await writing(({ id, attempt, write }) => {
        write(ADD, id, attempt);
        if (id === 'bad') {
          attempts.push(attempt);
          write(sql);
        }
      });
      for (const [index, id] of ['good', 'bad', 'fine'].entries()) await receive(id, index);
      await run();
      expect(await stateOf('bad')).toBe('dead');
      expect(attempts).toEqual([1, 2, 3, 4]);
      expect(await errorOf('bad')).toMatch(message);
      expect(await entries()).toEqual(['fine 1', 'good 1']);
      expect(logged.filter((line) => line === 'bad: attempt failed')).toHaveLength(3);
      expect(logged.at(-1)).toBe('bad: notification is dead');
    });

    it('and the next attempt can succeed', async () => {
      const { receive, run, stateOf, entries } = await writing(({ id, attempt, write }) =>
        write(ADD, id, attempt === 1 ? 13 : 7),
      );
      await receive('a');
      await run();
      expect(await stateOf('a')).toBe('handled');
      expect(await entries()).toEqual(['a 7']);
    });

    it('and no other of its transaction: each has written exactly if it is handled', async () => {
      const { inbox, rows } = await openedFor(open, { handlerTables: TABLES });
      let round = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom('good', 'bad', 'bad at the end', 'none'), { minLength: 1, maxLength: 9 }),
          async (kinds) => {
            round += 1;
            const ids = kinds.map((kind, n) => `${round}-${n}-${kind}`);
            for (const [n, id] of ids.entries()) await inbox.receive(incoming(id, order(round * 10 + n)));
            await inbox.claim(9);
            const ended = await Promise.allSettled(
              ids.map((id, n) => {
                const writes = [inbox.prepareWrite('INSERT INTO app_once (id) VALUES ($1)', [id])];
                if (kinds[n] === 'bad at the end')
                  writes.push(inbox.prepareWrite('INSERT INTO app_later (id) VALUES ($1)', ['missing']));
                if (kinds[n] === 'bad')
                  writes.push(inbox.prepareWrite('INSERT INTO app_once (id) VALUES ($1)', [id]));
                return inbox.complete(
                  id,
                  kinds[n] === 'none' ? { state: 'handled' } : { state: 'handled', effects: { writes } },
                );
              }),
            );
            expect(ended.map(({ status }) => status === 'fulfilled')).toEqual(
              kinds.map((kind) => !kind.startsWith('bad')),
            );
            for (const [n, result] of ended.entries()) {
              if (result.status === 'fulfilled') continue;
              expect(result.reason).toBeInstanceOf(StatementError);
              await inbox.complete(ids[n] ?? '', { state: 'dead', error: 'no' });
            }
            const written = await rows.ofHandlers(`SELECT id FROM app_once WHERE id LIKE '${round}-%'`);
            expect(written.map(({ id }) => id).toSorted()).toEqual(
              ids.filter((id) => id.endsWith('good')).toSorted(),
            );
          },
        ),
        { numRuns: store === 'SQLite' ? 30 : 15 },
      );
      expect(await inbox.statistics()).toMatchObject({ handling: 0, pending: 0 });
    });
  });

  it('an attempt that is not the running one writes nothing', async () => {
    const { inbox, rows } = await openedFor(open, { handlerTables: TABLES });
    await inbox.receive(incoming('a'));
    await handle(inbox, 'a');
    const effects = { writes: [inbox.prepareWrite(ADD, ['a', 1])] };
    await expect(inbox.complete('a', { state: 'handled', effects })).rejects.toThrow(InvalidCallError);
    expect(await rows.ofHandlers('SELECT * FROM app_entry')).toEqual([]);
  });

  it('a handler that has written stays handled if something that it left running fails', async () => {
    const { inbox, dispatcher, receive, entries, stateOf } = await writing(({ id, write }) => {
      write(ADD, id, 1);
      setImmediate(() => setImmediate(() => failed.resolve(dispatcher.failUncaught(new Error('stray')))));
    });
    const failed = Promise.withResolvers<unknown>();
    await receive('a');
    dispatcher.wake();
    expect(await failed.promise).toMatchObject({ id: 'a' });
    await runReady();
    await dispatcher.stop();
    expect(await stateOf('a')).toBe('handled');
    expect(await entries()).toEqual(['a 1']);
    await inbox.check();
  });

  it('a statement is shown with its reason and without its values', async () => {
    const { receive, run, errorOf } = await writing(({ write }) => {
      write('INSERT INTO app_once (id) VALUES ($1)', 'a secret');
      write('INSERT INTO app_once (id) VALUES ($1)', 'a secret');
    });
    await receive('a');
    await run();
    expect(await errorOf('a')).toMatch(
      /^StatementError: a statement of the handler failed: .*(UNIQUE|unique)/,
    );
    expect(await errorOf('a')).not.toContain('a secret');
  });
});

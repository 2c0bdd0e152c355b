import { setTimeout as wait } from 'node:timers/promises';
import { PermanentError } from '@partner-webhooks/inbox';
import type { Handler } from '../src/handlers/handler.ts';

// Statuses that no contract lists, and what a handler may do wrong.
const MISDEEDS: Readonly<Record<string, () => Promise<void> | void>> = {
  /** A promise that nothing awaits, rejected after the handler has returned. */
  T_STRAY: () => void wait(20).then(() => Promise.reject(new TypeError('a stray promise'))),
  T_STRAYTIMER: () => {
    setTimeout(() => {
      throw new RangeError('a stray timer');
    }, 20);
  },
  /** The same while the handler is running. */
  T_STRAY_RUNNING: () => {
    void Promise.reject(new TypeError('a stray promise of a handler that runs'));
    return new Promise(() => {});
  },
  /** Throws again and again, for as long as the process lives. */
  T_STRAY_INTERVAL: () => {
    setInterval(() => {
      throw new Error('a stray interval');
    }, 1);
  },
  T_STRAY_HOSTILE: () => {
    setTimeout(() => {
      throw Object.create(null);
    }, 20);
  },
  T_SLOW: () => wait(400),
  T_SLOWEST: () => wait(60_000),
  T_UNDEFINED: () => Promise.reject(undefined),
  T_OBJECT: () => Promise.reject({ code: 7 }),
  T_FETCH: async () => void (await fetch('http://127.0.0.1:1')),
  T_AGG: () => Promise.reject(new AggregateError([new Error('one'), new Error('two')], 'both')),
  T_PERM2: () => Promise.reject(new PermanentError('never', { cause: new Error('why') })),
  T_SYMBOL: () => Promise.reject(Symbol('no')),
  T_HUGE: () => Promise.reject(new Error('x'.repeat(20_000_000))),
  T_NULLPROTO: () => Promise.reject(Object.create(null)),
  T_TOSTRING: () => Promise.reject({ toString: () => fail() }),
  T_NAMEGETTER: () => Promise.reject(Object.defineProperty(new Error('no'), 'name', { get: fail })),
};

/** Misbehaves if the status says so. It writes nothing then, except for `T_STRAY_WRITTEN`, which misbehaves as `T_STRAY`. */
export const handleTransferNotification: Handler<'TRANSFER_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  const { status = '' } = notification.payload;
  if (MISDEEDS[status]) return MISDEEDS[status]();
  if (status === 'T_STRAY_WRITTEN') void MISDEEDS['T_STRAY']?.();
  await lastKnown.record(notification, context);
};

function fail(): never {
  throw new Error('hands off');
}

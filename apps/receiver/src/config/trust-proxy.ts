import express from 'express';

/** How many proxies there are in front of the receiver, or which addresses they have (Express, `trust proxy`). */
export type TrustProxy = number | string[];

/** What {@link parseTrustProxy} takes, for people. */
export const EXPECTED_PROXIES =
  'expected a number of proxies, or addresses, subnets, loopback, linklocal or uniquelocal separated by commas';

/**
 * Reads whose `X-Forwarded-For` is to be believed. There is no way to say "everybody's": with it, any sender could
 * choose the address under which it is logged.
 *
 * @returns `undefined` where the text means nothing.
 */
export function parseTrustProxy(text: string): TrustProxy | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  const proxies = text.split(',').map((proxy) => proxy.trim());
  try {
    express().set('trust proxy', proxies);
    return proxies;
  } catch {
    return undefined;
  }
}

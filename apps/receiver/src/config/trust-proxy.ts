import express from 'express';

/** The number of proxies in front of the receiver, or their addresses (Express, `trust proxy`). */
export type TrustProxy = number | string[];

/** The texts that {@link parseTrustProxy} accepts, for error messages. */
export const EXPECTED_PROXIES =
  'expected a number of proxies, or addresses, subnets, loopback, linklocal or uniquelocal separated by commas';

/**
 * Parses the proxies whose `X-Forwarded-For` is trusted. It is not possible to trust all clients: any sender could then choose
 * the address under which it is logged.
 *
 * @returns `undefined` if the text is not valid.
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

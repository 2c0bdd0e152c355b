import { isIP } from 'node:net';

/**
 * The address in an element of `X-Forwarded-For`. Some proxies write it with the port, and then an IPv6 address in
 * brackets. What a proxy has passed on can be any text, and no header is written to the log; nor is the zone of an
 * address, which is any text again.
 *
 * @returns `undefined` where there is no address.
 */
export function addressIn(element: string): string | undefined {
  const [, bracketed, withPort] = WITH_PORT.exec(element) ?? [];
  const [address = ''] = (bracketed ?? withPort ?? element).split('%');
  return isIP(address) ? address : undefined;
}

const WITH_PORT = /^(?:\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/;

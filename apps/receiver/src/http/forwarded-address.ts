import { isIP } from 'node:net';

/**
 * The address in an element of `X-Forwarded-For`. Some proxies write it with the port, and then an IPv6 address in
 * brackets. A proxy can forward any text, and the log contains no header text, so everything else is dropped, as is the
 * zone of an address.
 *
 * @returns `undefined` if there is no address.
 */
export function addressIn(element: string): string | undefined {
  const [, bracketed, withPort] = WITH_PORT.exec(element) ?? [];
  const [address = ''] = (bracketed ?? withPort ?? element).split('%');
  return isIP(address) ? address : undefined;
}

const WITH_PORT = /^(?:\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/;

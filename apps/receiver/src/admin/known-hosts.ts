import { BlockList, isIP } from 'node:net';
import type { RequestHandler } from 'express';
import { HttpError } from '../http/errors.ts';

/** The names of the admin listener. */
export interface KnownHosts {
  /** The address of the listener. */
  readonly host: string;
  /** Further names, in lower case. */
  readonly hostnames: readonly string[];
}

/**
 * Rejects requests for another host name. A web page can resolve its own name to this machine after it has been loaded, and
 * its browser then treats the admin listener as a part of that page (DNS rebinding). The requests still carry the name of
 * the page.
 *
 * An IP address cannot be rebound. On a loopback address the listener accepts only loopback addresses; otherwise it accepts
 * every address, because it cannot know all addresses of the machine.
 */
export function rejectUnknownHosts({ host, hostnames }: KnownHosts): RequestHandler {
  const names = new Set(['localhost', host.toLowerCase(), ...hostnames]);
  const isKnownAddress = isLoopback(host) ? isLoopback : (name: string) => isIP(name) !== 0;
  return (req, _res, next) => {
    const name = hostnameOf(req.headers.host);
    if (!names.has(name) && !isKnownAddress(name)) throw new HttpError('UNKNOWN_HOST');
    next();
  };
}

/** Without the port, and without the brackets of IPv6. */
function hostnameOf(host = ''): string {
  return host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

function isLoopback(name: string): boolean {
  if (name === 'localhost') return true;
  const version = isIP(name);
  return version !== 0 && loopback.check(name, version === 6 ? 'ipv6' : 'ipv4');
}

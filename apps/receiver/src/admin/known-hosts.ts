import { BlockList, isIP } from 'node:net';
import type { RequestHandler } from 'express';
import { unknownHost } from '../http/errors.ts';

/** By which names the admin listener is reached. */
export interface KnownHosts {
  /** The address it listens at. */
  readonly host: string;
  /** Further names, in lower case. */
  readonly hostnames: readonly string[];
}

/**
 * Refuses requests for a host by another name. A page from anywhere can make its own name mean this machine once it has
 * been loaded, and the browser of whoever looks at it then takes the admin listener for a part of that page (DNS
 * rebinding). Its requests still carry the name.
 *
 * An address is no name that could be made to mean something else. Where the listener is for this machine alone, only
 * loopback addresses are known all the same; elsewhere every address is, as it may be reached by one that it cannot know.
 */
export function refuseUnknownHosts({ host, hostnames }: KnownHosts): RequestHandler {
  const names = new Set(['localhost', host.toLowerCase(), ...hostnames]);
  const isKnownAddress = isLoopback(host) ? isLoopback : (name: string) => isIP(name) !== 0;
  return (req, _res, next) => {
    const name = hostnameOf(req.headers.host);
    if (!names.has(name) && !isKnownAddress(name)) throw unknownHost();
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

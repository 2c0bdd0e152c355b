import type { IncomingMessage } from 'node:http';
import type { RequestRules } from '../generated/requests.ts';
import { basicCredentials, bearerToken } from '../http/authorization.ts';
import { HttpError } from '../http/errors.ts';
import { headerOf } from '../http/headers.ts';
import type { CheckedScheme, Credentials } from './credentials.ts';

/** Decides who may send. */
export interface Authentication {
  /**
   * Requires the secrets of an event type. Without an event type those of any, so that other clients do not learn which
   * paths exist.
   *
   * @throws HttpError 401 if the request does not have them.
   */
  readonly authenticate: (req: IncomingMessage, eventType: string | undefined) => void;
  /** Whether a request carries the secrets of any event type that requires some. */
  readonly isAuthenticated: (req: IncomingMessage) => boolean;
}

/** Connects the rules for requests with the valid secrets. */
export function createAuthentication(
  requests: Readonly<Record<string, Pick<RequestRules, 'security'>>>,
  credentials: Credentials,
): Authentication {
  const gates = new Map<string, Gate>();
  const gateOf = (security: RequestRules['security']): Gate => {
    const key = JSON.stringify(security);
    const gate = gates.get(key) ?? createGate(security, credentials);
    gates.set(key, gate);
    return gate;
  };
  const byEventType = new Map(
    Object.entries(requests).map(([eventType, { security }]) => [eventType, gateOf(security)]),
  );
  const anyEventType = gateOf(distinct(Object.values(requests).flatMap(({ security }) => security)));
  return {
    authenticate(req, eventType) {
      const gate = (eventType === undefined ? undefined : byEventType.get(eventType)) ?? anyEventType;
      if (!gate.isOpen && !gate.isPassed(req)) throw gate.error(req);
    },
    isAuthenticated: (req) => anyEventType.isPassed(req),
  };
}

/** The event types for which no secret is required. */
export function openEventTypes(requests: Readonly<Record<string, Pick<RequestRules, 'security'>>>): string[] {
  return Object.keys(requests).filter((eventType) => requests[eventType]?.security.length === 0);
}

/** The check that some event types share. */
interface Gate {
  /** Whether no secret is required. */
  readonly isOpen: boolean;
  readonly isPassed: (req: IncomingMessage) => boolean;
  readonly error: (req: IncomingMessage) => HttpError;
}

function createGate(security: RequestRules['security'], credentials: Credentials): Gate {
  const alternatives = security.map((names) => names.map((name) => schemeIn(credentials, name)));
  const schemes = [...new Set(alternatives.flat())];
  const problem = problemOf(alternatives);
  return {
    isOpen: alternatives.length === 0,
    // Everything is compared, so that the time does not reveal which of several secrets was right.
    isPassed: (req) =>
      alternatives
        .map((all) => all.map((scheme) => scheme.isValid(secretOf(req, scheme))).every(Boolean))
        .includes(true),
    error: (req) =>
      new HttpError('INVALID_CREDENTIALS', {
        problem,
        headers: {
          'WWW-Authenticate': [...new Set(schemes.map(({ type }) => CHALLENGES[type](req)))],
        },
      }),
  };
}

function schemeIn(credentials: Credentials, name: string): CheckedScheme {
  const scheme = credentials[name];
  if (!scheme) throw new Error(`the secrets of the security scheme ${name} were not loaded`);
  return scheme;
}

function secretOf(req: IncomingMessage, { type, header }: CheckedScheme): string | undefined {
  switch (type) {
    case 'apiKey':
      return headerOf(req, header);
    case 'basic':
      return basicCredentials(req);
    case 'bearer':
      return bearerToken(req);
  }
}

/** Challenges (RFC 9110, section 11.6.1). */
const CHALLENGES: Readonly<Record<CheckedScheme['type'], (req: IncomingMessage) => string>> = {
  // There is no registered scheme for a plain key.
  apiKey: () => 'ApiKey',
  // RFC 7617, section 2.1.
  basic: () => 'Basic realm="webhooks", charset="UTF-8"',
  // RFC 6750, section 3.1: a request without a token gets no error code.
  bearer: (req) =>
    bearerToken(req) === undefined
      ? 'Bearer realm="webhooks"'
      : 'Bearer realm="webhooks", error="invalid_token"',
};

function problemOf(alternatives: readonly (readonly CheckedScheme[])[]): string {
  const [first, ...others] = alternatives.flat();
  if (first && others.length === 0) return `The header ${first.header} does not hold ${SECRETS[first.type]}.`;
  const texts = alternatives.map((all) =>
    all.map(({ type, header }) => `${SECRETS[type]} in the header ${header}`).join(' and '),
  );
  return `Expected ${texts.join(', or ')}.`;
}

const SECRETS = {
  apiKey: 'a valid key',
  basic: 'valid credentials (Basic)',
  bearer: 'a valid token (Bearer)',
} as const;

function distinct(security: RequestRules['security']): RequestRules['security'] {
  return [...new Map(security.map((names) => [JSON.stringify(names), names])).values()];
}

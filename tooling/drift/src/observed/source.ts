import type { components } from '@partner-webhooks/admin-api';
import {
  type AdminConnection,
  type ConnectionSettings,
  connect,
  dataOf,
} from '@partner-webhooks/admin-api/client';
import { payloadOf, payloadsOf } from '@partner-webhooks/observed';

/** An unknown property or value that a receiver has seen. */
export type Observation = components['schemas']['Observation'];

type Body = Pick<components['schemas']['NotificationDetails'], 'body' | 'bodyEncoding'>;

/** Where observations are read from. */
export interface ObservationSource {
  readonly observations: () => Promise<readonly Observation[]>;
  /** Payloads of notifications that may hold what was observed, the most likely ones first. */
  readonly payloads: (observation: Observation) => AsyncIterable<unknown>;
}

/** Which source to read: the receiver's admin API, or files that the command line has written. */
export interface SourceOptions {
  readonly observations?: string;
  readonly notifications?: string;
}

/** A file named on the command line cannot be read; the message names it. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/**
 * Opens the source that the options name.
 *
 * @throws InputError if a file is missing or has a line that is not JSON.
 * @throws AdminApiError if there is no token.
 */
export async function openSource(
  { observations, notifications }: SourceOptions,
  settings: ConnectionSettings,
): Promise<ObservationSource> {
  if (observations === undefined) {
    if (notifications !== undefined)
      throw new InputError('--notifications needs --observations: without it, both come from the admin API.');
    return adminApiSource(await connect(settings));
  }
  const found = await readLines<Observation>(observations, settings);
  const stored =
    notifications === undefined
      ? []
      : await readLines<Body & { readonly eventType: string }>(notifications, settings);
  return {
    observations: async () => found,
    async *payloads({ eventType }) {
      for (const each of stored) {
        const payload = each.eventType === eventType ? payloadOf(each) : undefined;
        if (payload !== undefined) yield payload;
      }
    },
  };
}

function adminApiSource({ client }: AdminConnection): ObservationSource {
  return {
    observations: async () => (await dataOf(client.GET('/api/observations'))).items,
    payloads: (observation) =>
      payloadsOf(
        observation,
        async (query) => (await dataOf(client.GET('/api/notifications', { params: { query } }))).items,
      ),
  };
}

async function readLines<Line>(path: string, { readFile }: ConnectionSettings): Promise<Line[]> {
  const text = await readFile(path);
  if (text === undefined) throw new InputError(`${path}: the file cannot be read`);
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as Line];
    } catch {
      throw new InputError(`${path}: line ${index + 1}: expected one JSON object per line`);
    }
  });
}

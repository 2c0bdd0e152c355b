import { type OutgoingRequest, type Sender, type SendResult, sleep } from '@partner-webhooks/simulator';
import { type EventType, type RegistryEntry, registry } from '@partner-webhooks/types';
import { CommandError, EXIT } from './command-error.ts';
import { sanitize, type Terminal } from './terminal.ts';

/** A request to send, and the expected status. */
export interface Outgoing {
  readonly eventType: EventType;
  readonly request: OutgoingRequest;
  readonly expected: number;
}

interface CompletedRequest extends Outgoing {
  readonly result: SendResult;
  readonly milliseconds: number;
}

/**
 * Sends one request after the other and prints the response to each.
 *
 * @throws CommandError if a response has another status than expected.
 */
export async function sendAll(
  sender: Sender,
  { clock, out }: Terminal,
  all: readonly Outgoing[],
  { delay = 0, json = false }: { readonly delay?: number; readonly json?: boolean },
): Promise<void> {
  const unexpected: CompletedRequest[] = [];
  for (const [index, outgoing] of all.entries()) {
    if (index > 0 && delay > 0) await sleep(clock, delay);
    const startedAt = clock.monotonicMs();
    const result = await sender.send(outgoing.request);
    const completed = { ...outgoing, result, milliseconds: clock.monotonicMs() - startedAt };
    if (result.status !== outgoing.expected) unexpected.push(completed);
    await out(json ? `${JSON.stringify(record(completed))}\n` : report(completed));
  }
  if (unexpected.length === 0) return;
  const count = `${unexpected.length} of ${all.length}`;
  if (unexpected.some(({ result }) => result.status === undefined))
    throw new CommandError(
      `${count} without the expected status: the receiver cannot be reached, or its response has another status`,
      EXIT.unreachable,
    );
  throw new CommandError(`${count} without the expected status`, EXIT.failed);
}

/** One line, and one more for each violation. */
function report({ eventType, request, expected, result, milliseconds }: CompletedRequest): string {
  const { status, retries } = result;
  const error = status === undefined ? undefined : result.error;
  const columns = [
    status === undefined ? '---' : String(status),
    `${milliseconds.toFixed(1).padStart(7)} ms`,
    eventType,
    subjectIn(eventType, request.body),
    retries > 0 && `after ${retries} ${retries === 1 ? 'retry' : 'retries'}`,
    status === undefined ? result.failure : error && `${error.errorCode ?? ''} ${error.message}`.trim(),
    error && `(request ${error.requestId})`,
    status !== expected && `(expected ${expected})`,
  ];
  const violations = (error?.errorDetails ?? []).flatMap(({ field, errors = [] }) =>
    errors.map(({ message }) => `             ${field || 'the body'} ${message}`),
  );
  return `${[columns.filter(Boolean).join('  '), ...violations].map(sanitize).join('\n')}\n`;
}

/** One object of `--json`. */
function record({ eventType, request, expected, result, milliseconds }: CompletedRequest): object {
  return { eventType, expected, ...result, milliseconds: Math.round(milliseconds * 10) / 10, ...request };
}

function subjectIn(eventType: EventType, body: string): string | undefined {
  const { subject }: RegistryEntry = registry[eventType];
  // The body need not be JSON, so it is searched as text.
  return subject && new RegExp(`"${subject}":\\s*"([^"]{1,100})"`).exec(body)?.[1];
}

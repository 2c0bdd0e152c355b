import type { Answer, OutgoingRequest, Sender } from '@partner-webhooks/simulator';
import { type EventType, type RegistryEntry, registry } from '@partner-webhooks/types';
import { CommandError, EXIT } from './command-error.ts';
import { harmless, type Terminal } from './terminal.ts';

/** Something that is to be sent, and the status it ought to get. */
export interface Outgoing {
  readonly eventType: EventType;
  readonly request: OutgoingRequest;
  readonly expected: number;
}

/** Something that was sent, and what came of it. */
interface Sent extends Outgoing {
  readonly answer: Answer;
  readonly milliseconds: number;
}

/**
 * Sends one after the other, each when the one before has its answer, and shows each answer as it comes.
 *
 * @throws CommandError where one has another answer than it ought to.
 */
export async function sendAll(
  sender: Sender,
  terminal: Terminal,
  all: readonly Outgoing[],
  { delay = 0, json = false }: { readonly delay?: number; readonly json?: boolean },
): Promise<void> {
  const unexpected: Sent[] = [];
  for (const [index, outgoing] of all.entries()) {
    if (index > 0 && delay > 0) await terminal.wait(delay);
    const startedAt = terminal.ticks();
    const answer = await sender.send(outgoing.request);
    const sent = { ...outgoing, answer, milliseconds: terminal.ticks() - startedAt };
    if (answer.status !== outgoing.expected) unexpected.push(sent);
    await terminal.out(json ? `${JSON.stringify(record(sent))}\n` : report(sent));
  }
  if (unexpected.length === 0) return;
  const count = `${unexpected.length} of ${all.length}`;
  if (unexpected.some(({ answer }) => answer.status === undefined))
    throw new CommandError(
      `${count}: the receiver cannot be reached, or has another answer`,
      EXIT.unreachable,
    );
  throw new CommandError(`${count} not answered as expected`, EXIT.failed);
}

/** One line, and one more for each place that is wrong. */
function report({ eventType, request, expected, answer, milliseconds }: Sent): string {
  const { status, retries } = answer;
  const error = status === undefined ? undefined : answer.error;
  const words = [
    status === undefined ? '---' : String(status),
    `${milliseconds.toFixed(1).padStart(7)} ms`,
    eventType,
    subjectIn(eventType, request.body),
    retries > 0 && `after ${retries} ${retries === 1 ? 'retry' : 'retries'}`,
    status === undefined ? answer.failure : error && `${error.errorCode ?? ''} ${error.message}`.trim(),
    error && `(request ${error.requestId})`,
    status !== expected && `(expected ${expected})`,
  ];
  const places = (error?.errorDetails ?? []).flatMap(({ field, errors = [] }) =>
    errors.map(({ message }) => `             ${field || 'the body'} ${message}`),
  );
  return `${[words.filter(Boolean).join('  '), ...places].map(harmless).join('\n')}\n`;
}

/** For programs. */
function record({ eventType, request, expected, answer, milliseconds }: Sent): object {
  return { eventType, expected, ...answer, milliseconds: Math.round(milliseconds * 10) / 10, ...request };
}

function subjectIn(eventType: EventType, body: string): string | undefined {
  const { subject }: RegistryEntry = registry[eventType];
  // The body may be anything but JSON, so it is only looked at.
  return subject && new RegExp(`"${subject}":\\s*"([^"]{1,100})"`).exec(body)?.[1];
}

import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { PermanentError } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { exampleOf } from './contract.ts';
import { KEY, runReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');
const SECRET = 'a-secret-of-the-payload';
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;

const exporter = new InMemorySpanExporter();

beforeAll(() => {
  const processor = new SimpleSpanProcessor({ exporter });
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
// The next test file of this process is not traced.
afterAll(() => {
  for (const api of [trace, context, propagation]) api.disable();
});
afterEach(() => exporter.reset());

const send = (url: string, body: unknown, headers: Record<string, string> = { traceparent: TRACEPARENT }) =>
  fetch(url, {
    method: 'POST',
    headers: { 'api-key': KEY, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const spansOf = (kind: SpanKind) => exporter.getFinishedSpans().filter((span) => span.kind === kind);

/** Waits for so many attempts. */
async function attempts(count: number) {
  await vi.waitFor(() => expect(spansOf(SpanKind.CONSUMER).length).toBe(count), 30_000);
  return spansOf(SpanKind.CONSUMER);
}

describe('with an OpenTelemetry SDK', () => {
  it('a request and the attempt to handle its notification are spans of the trace that the sender has begun', async () => {
    const receiver = await runReceiver();
    await send(receiver.url + path, transfer);
    const [attempt] = await attempts(1);
    const [request] = spansOf(SpanKind.SERVER);
    await receiver.stop();
    const id = receiver.handled[0]?.id;
    const messaging = {
      'messaging.system': 'partner-webhooks',
      'messaging.destination.name': 'TRANSFER_NOTIFICATION',
      'messaging.message.id': id,
    };
    expect(request).toMatchObject({
      name: `POST ${path}`,
      parentSpanContext: { traceId: TRACE_ID, spanId: 'b7ad6b7169203331', isRemote: true },
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        ...messaging,
        'messaging.operation.type': 'receive',
        'http.request.method': 'POST',
        'http.response.status_code': 200,
        'http.route': path,
        'url.path': path,
        'url.scheme': 'http',
      },
    });
    expect(attempt).toMatchObject({
      name: 'process TRANSFER_NOTIFICATION',
      parentSpanContext: { traceId: TRACE_ID, spanId: request?.spanContext().spanId },
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        ...messaging,
        'messaging.operation.type': 'process',
        'partner_webhooks.attempt': 1,
        'partner_webhooks.replays': 0,
        'partner_webhooks.outcome': 'handled',
      },
    });
  });

  it('spans that a handler starts are children of its attempt', async () => {
    const receiver = await runReceiver({
      onHandle: async () => {
        await Promise.resolve();
        trace.getTracer('test').startSpan('of the handler').end();
      },
    });
    await send(receiver.url + path, transfer);
    const [attempt] = await attempts(1);
    await receiver.stop();
    const [inner] = exporter.getFinishedSpans().filter(({ name }) => name === 'of the handler');
    expect(inner?.parentSpanContext?.spanId).toBe(attempt?.spanContext().spanId);
  });

  it('an attempt after a failure, a restart and a replay still belongs to the trace; an error has its class and no text', async () => {
    const first = await runReceiver({
      onHandle: () => Promise.reject(new PermanentError(`not ${SECRET}`)),
    });
    await send(first.url + path, transfer);
    const [failed] = await attempts(1);
    const [request] = spansOf(SpanKind.SERVER);
    expect(failed).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'PermanentError', 'partner_webhooks.outcome': 'dead' },
    });
    const folder = await first.abandon();
    exporter.reset();
    const second = await runReceiver({ folder });
    await second.inbox.replay([String(failed?.attributes['messaging.message.id'])]);
    // A new notification wakes the dispatcher; without `traceparent` it begins a trace of its own.
    await send(second.url + registry.USER_NOTIFICATION.path, exampleOf('USER_NOTIFICATION'), {});
    const spans = await attempts(2);
    await second.stop();
    const replayed = spans.find(({ name }) => name === 'process TRANSFER_NOTIFICATION');
    const other = spans.find(({ name }) => name === 'process USER_NOTIFICATION');
    expect(replayed).toMatchObject({
      parentSpanContext: { traceId: TRACE_ID, spanId: request?.spanContext().spanId },
      attributes: { 'partner_webhooks.replays': 1, 'partner_webhooks.outcome': 'handled' },
    });
    expect(other?.spanContext().traceId).not.toBe(TRACE_ID);
    const written = spans.map(({ name, attributes, status, events }) => [name, attributes, status, events]);
    expect(JSON.stringify(written)).not.toContain(SECRET);
  });

  it.each([
    { title: 'without a key', url: path, headers: { 'api-key': 'wrong' }, status: 401, name: 'POST' },
    { title: 'to an unknown path', url: `/${SECRET}?${SECRET}`, headers: {}, status: 404, name: 'POST' },
    { title: 'whose body is rejected', url: path, headers: {}, status: 400, name: `POST ${path}` },
  ])(
    'a request $title has a span that is no error, with nothing of what the sender wrote',
    async ({ url, headers, status, name }) => {
      const receiver = await runReceiver();
      const response = await send(receiver.url + url, { transferId: SECRET, nothing: SECRET }, headers);
      await response.arrayBuffer();
      await receiver.stop();
      const [request] = spansOf(SpanKind.SERVER);
      expect(request?.name).toBe(name);
      expect(request?.status.code).toBe(SpanStatusCode.UNSET);
      expect(request?.attributes['http.response.status_code']).toBe(status);
      expect(JSON.stringify([request?.name, request?.attributes, request?.events])).not.toContain(SECRET);
    },
  );
});

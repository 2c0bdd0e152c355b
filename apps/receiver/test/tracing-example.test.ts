import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { registry } from '@partner-webhooks/types';
import { expect, it } from 'vitest';
import { exampleOf } from './contract.ts';
import { programFolder } from './started-program.ts';

/** What is read here of the OpenTelemetry protocol. */
interface TracesRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string;
        readonly traceId: string;
        readonly parentSpanId?: string;
      }[];
    }[];
  }[];
}

it('the example of the documentation sends the spans of a receiver to a collector, the last ones when it ends', async () => {
  const bodies: TracesRequest[] = [];
  await using collector = createServer(async (req, res) => {
    bodies.push((await json(req)) as TracesRequest);
    res.setHeader('content-type', 'application/json').end('{}');
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const { start } = await programFolder();
  const receiver = start({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }, [EXAMPLE]);
  await receiver.started();
  const { path } = registry.TRANSFER_NOTIFICATION;
  expect(await receiver.post(path, exampleOf('TRANSFER_NOTIFICATION'))).toBe(200);
  expect(await receiver.stop('SIGTERM'), receiver.output()).toBe(0);
  const spans = bodies
    .flatMap(({ resourceSpans }) => resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap((scope) => scope.spans);
  expect(spans.map(({ name }) => name).sort()).toEqual([`POST ${path}`, 'process TRANSFER_NOTIFICATION']);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
});

const EXAMPLE = new URL('../examples/tracing.mjs', import.meta.url).href;

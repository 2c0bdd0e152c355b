import { monitorEventLoopDelay } from 'node:perf_hooks';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { BODIES } from '../src/bodies.ts';

/** The key that every contender asks for. */
export const KEY = 'bench-key';

/** Where each event type is received, and what its payload looks like. */
export const WEBHOOKS = BODIES.map(({ eventType, path }) => {
  const { operationId, requestBody } = contract.webhooks[eventType].post;
  const { $ref } = requestBody.content['application/json'].schema;
  return { eventType, path, operationId, schema: $ref.replace('#/components/schemas/', '') };
});

export const SCHEMAS: Record<string, object> = contract.components.schemas;

/** The contract as a document with `paths`, which is what tools for servers read. */
export function asPaths() {
  const { webhooks, ...rest } = structuredClone(contract);
  const paths = Object.fromEntries(
    WEBHOOKS.map(({ eventType, path }) => [path, { post: webhooks[eventType].post }]),
  );
  return { ...rest, paths };
}

/** Tells the benchmark where this contender listens, and afterwards what it has used. */
export function report(port: number): void {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.send?.({ port });
  process.on('message', (message) => {
    if (message === 'stop') process.exit();
    if (message !== 'usage') return;
    const { user, system } = process.cpuUsage();
    // What is left of it is that of the time since the last question.
    const eventLoopDelay = delay.percentile(99) / 1e6;
    delay.reset();
    process.send?.({ cpu: (user + system) / 1_000, rss: process.memoryUsage.rss(), eventLoopDelay });
  });
}

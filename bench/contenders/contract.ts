import { monitorEventLoopDelay } from 'node:perf_hooks';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { BODIES } from '../src/bodies.ts';

/** The API key of every contender. */
export const KEY = 'bench-key';

/** The token of the receiver's admin listener. */
export const ADMIN_TOKEN = 'bench-admin-token';

/** The path and the payload schema of each event type. */
export const WEBHOOKS = BODIES.map(({ eventType, path }) => {
  const { operationId, requestBody } = contract.webhooks[eventType].post;
  const { $ref } = requestBody.content['application/json'].schema;
  return { eventType, path, operationId, schema: $ref.replace('#/components/schemas/', '') };
});

export const SCHEMAS: Record<string, object> = contract.components.schemas;

/** The contract as a document with `paths`, which tools for servers expect. */
export function asPaths() {
  const { webhooks, ...rest } = structuredClone(contract);
  const paths = Object.fromEntries(
    WEBHOOKS.map(({ eventType, path }) => [path, { post: webhooks[eventType].post }]),
  );
  return { ...rest, paths };
}

/** Reports the ports of this contender to the benchmark and, on request, the resources that it has used. */
export function report(port: number, adminPort?: number): void {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.send?.({ port, ...(adminPort !== undefined && { adminPort }) });
  process.on('message', (message) => {
    if (message === 'stop') process.exit();
    if (message !== 'usage') return;
    const { user, system } = process.cpuUsage();
    // Reset, so that the next value covers the time since this one.
    const eventLoopDelay = delay.percentile(99) / 1e6;
    delay.reset();
    process.send?.({ cpu: (user + system) / 1_000, rss: process.memoryUsage.rss(), eventLoopDelay });
  });
}

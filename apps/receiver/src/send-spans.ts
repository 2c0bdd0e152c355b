import { type ProxyTracerProvider, trace } from '@opentelemetry/api';

/** Lets an SDK send the spans that it has kept. It never rejects: what a collector does not take is lost. */
export async function sendSpans(): Promise<void> {
  const provider: object = trace.getTracerProvider();
  // Not by `instanceof`: a program that is bundled has a copy of the API.
  const sdk = 'getDelegate' in provider ? (provider as ProxyTracerProvider).getDelegate() : provider;
  // The API has no method for it; the providers of the SDKs have.
  if (!('forceFlush' in sdk) || typeof sdk.forceFlush !== 'function') return;
  try {
    await sdk.forceFlush();
  } catch {
    // The SDK reports it to its own log.
  }
}

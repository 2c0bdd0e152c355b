import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };

// The part of the contract that a validator needs: extensible enums are open, and annotations are removed.

/** The named schemas, which refer to each other as `#/$defs/…`. */
export const DEFINITIONS: Readonly<Record<string, Record<string, unknown>>> = JSON.parse(
  JSON.stringify(contract.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'),
  (key, value) => (key === 'description' && typeof value === 'string' ? undefined : open(value)),
);

/** The name of each event type's payload. */
export const PAYLOADS = Object.entries(contract.webhooks).map(([eventType, { post }]) => ({
  eventType,
  schema: post.requestBody.content['application/json'].schema.$ref.replace('#/components/schemas/', ''),
}));

function open(value: unknown): unknown {
  return isExtensible(value) ? { type: value.type } : value;
}

function isExtensible(value: unknown): value is { type: string } {
  return (
    typeof value === 'object' && value !== null && 'x-extensible' in value && value['x-extensible'] === true
  );
}

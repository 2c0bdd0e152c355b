import { expect, it } from 'vitest';
import { inferSchema } from '../src/infer-schema.ts';

it.each([
  ['2026-01-02T03:04:05Z', 'date-time'],
  ['2026-01-02t03:04:05.123456789012z', 'date-time'],
  ['2016-12-31T23:59:60Z', 'date-time'],
  ['2026-02-30T03:04:05Z', undefined],
  ['2026-01-02T25:04:05Z', undefined],
  ['2026-01-02T03:04:05+24:00', undefined],
  ['2024-02-29', 'date'],
  ['2026-02-29', undefined],
  ['6F9619FF-8B86-D011-B42D-00C04FC964FF', 'uuid'],
])('infers from %s the format %s: none that rejects the value', (value, format) => {
  expect(inferSchema(value)).toEqual({ type: 'string', ...(format !== undefined && { format }) });
});

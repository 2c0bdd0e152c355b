import { type DurationUnit, MILLISECONDS_PER, millisecondsOf } from '@partner-webhooks/inbox';
import { z } from 'zod';

/** A variable with a default: a text that is parsed as if it had been set. */
export function setting<Field extends z.ZodType<unknown, string>>(
  field: Field,
  description: string,
  fallback: z.input<Field> & string,
) {
  return z.prefault(field, fallback).meta({ description, fallback });
}

/** A variable that may be absent. @param fallback what then happens, for the documentation. */
export function optional<Field extends z.ZodType<unknown, string>>(
  field: Field,
  description: string,
  fallback = '',
) {
  return z.optional(field).meta({ description, fallback });
}

export function integer(expected: string, minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^\d+$/, expected)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, expected);
}

/** Names in lower case. */
export function list(expected: string) {
  return z
    .string()
    .regex(/^[\w.-]+(\s*,\s*[\w.-]+)*$/, expected)
    .transform((text) => text.toLowerCase().split(/\s*,\s*/));
}

export function port() {
  return integer('expected a port number from 0 to 65535', 0, 65_535);
}

/**
 * A duration in milliseconds. A timer that is set for longer than 2^31 - 1 ms, nearly 25 days, fires at once.
 *
 * @param minimum in milliseconds.
 * @param maximum in `unit`.
 */
export function duration(minimum: number, maximum: number, unit: DurationUnit) {
  const expected = `expected a duration from ${minimum}ms to ${maximum}${unit}, such as 500ms, 10s or 5m`;
  return z
    .string()
    .transform((text) => millisecondsOf(text) ?? Number.NaN)
    .refine((value) => value >= minimum && value <= maximum * MILLISECONDS_PER[unit], expected);
}

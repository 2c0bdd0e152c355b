import { systemClock } from '@partner-webhooks/inbox';
import { expect, it } from 'vitest';
import { createNewId } from '../src/new-id.ts';

it('new ids are UUIDs of version 7, each greater than the one before', () => {
  const ids = Array.from({ length: 10_000 }, createNewId(systemClock));
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids).toEqual([...new Set(ids)].sort());
});

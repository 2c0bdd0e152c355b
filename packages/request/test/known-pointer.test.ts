import { knownPointer } from '@partner-webhooks/types/request';
import { describe, expect, it } from 'vitest';
import { propertyNames } from '../src/index.ts';

const NAMES = propertyNames({ Order: { properties: { items: {}, 'a/b~c': {} } } });

describe('knownPointer', () => {
  it.each([
    ['', ''],
    ['/items/0', '/items/0'],
    ['/items/0/secret/items', '/items/0'],
    ['/secret', ''],
    ['/a~1b~0c/0', '/a~1b~0c/0'],
    ['/a/b~0c', ''],
    ['/items/1000000', '/items'],
  ])('shortens %j to %j', (pointer, known) => {
    expect(knownPointer(pointer, NAMES)).toBe(known);
  });
});

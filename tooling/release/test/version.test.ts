import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bumpBetween, covers, largest, raised } from '../src/version.ts';

const anyVersion = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((parts) => parts.join('.'));
const anyBump = fc.constantFrom('none' as const, 'patch' as const, 'minor' as const, 'major' as const);

it('the bump between a version and its raised version is the bump', () => {
  fc.assert(
    fc.property(anyVersion, anyBump, (version, bump) => {
      expect(bumpBetween(version, raised(version, bump))).toBe(bump);
    }),
  );
});

it.each([
  ['1.2.3', '1.2.2'],
  ['1.2.3', '1.4.0'],
  ['1.2.3', '1.3.3'],
  ['1.2.3', '3.0.0'],
])('no bump leads from %s to %s', (from, to) => {
  expect(bumpBetween(from, to)).toBeUndefined();
});

it('the largest of some bumps covers each of them', () => {
  fc.assert(
    fc.property(fc.array(anyBump), (bumps) => {
      for (const bump of bumps) expect(covers(largest(bumps), bump)).toBe(true);
    }),
  );
});

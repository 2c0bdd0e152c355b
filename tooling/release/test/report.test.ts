import { describe, expect, it } from 'vitest';
import type { Assessment } from '../src/assessment.ts';
import type { Change } from '../src/changes.ts';
import type { Changeset } from '../src/changesets.ts';
import { checkRelease } from '../src/report.ts';

const PACKAGE = '@partner-webhooks/types';

const breaking: Change = {
  rating: 'breaking',
  bump: 'major',
  breaks: ['receivers'],
  effect: 'gone',
  subjects: ['TRANSFER_NOTIFICATION'],
  places: ['/transferId'],
  what: 'the property was removed.',
  why: 'Handlers that use it no longer find it.',
  at: 'openapi/schemas/TransferNotification.yaml:7',
};
const addition: Change = {
  ...breaking,
  rating: 'tolerant readers only',
  bump: 'minor',
  breaks: [],
  effect: 'more',
};

function assessment(version: string, ...changes: Change[]): Assessment {
  return {
    contract: {
      name: 'partner-webhooks',
      root: 'openapi/openapi.yaml',
      baseline: 'openapi/released/partner-webhooks.yaml',
      package: PACKAGE,
    },
    releasedVersion: '1.0.0',
    version,
    changes,
    rewritten: [],
    requiredBump: changes[0]?.bump ?? 'none',
  };
}

const announced = (type: 'patch' | 'minor' | 'major', name = PACKAGE): Changeset => ({
  releases: [{ name, type }],
});

describe('version and changesets fit', () => {
  it.each<[string, Assessment, Changeset[]]>([
    ['where nothing has changed', assessment('1.0.0'), []],
    ['where nothing but the generator has changed', assessment('1.0.0'), [announced('patch')]],
    ['a breaking change', assessment('2.0.0', breaking), [announced('major')]],
    ['an addition', assessment('1.1.0', addition), [announced('minor')]],
    ['an addition that is released as a larger change', assessment('2.0.0', addition), [announced('major')]],
    ['by the largest of several', assessment('2.0.0', breaking), [announced('minor'), announced('major')]],
  ])('%s', (_, given, changesets) => {
    expect(checkRelease(given, changesets)).toMatchObject({ fits: true });
  });
});

describe('they do not fit, and it says what to do,', () => {
  const old = /`info\.version` is 1\.0\.0: set it to 2\.0\.0\./;
  it.each<[string, Assessment, Changeset[], RegExp]>([
    ['where the version is the old one', assessment('1.0.0', breaking), [announced('major')], old],
    [
      'where it is raised too little',
      assessment('1.1.0', breaking),
      [announced('major')],
      /set it to 2\.0\.0\./,
    ],
    ['where it skips a version', assessment('3.0.0', breaking), [announced('major')], /set it to 2\.0\.0\./],
    ['where it is raised for nothing', assessment('1.1.0'), [], /nothing has changed: set it to 1\.0\.0\./],
    ['where nothing is announced', assessment('2.0.0', breaking), [], /^'@partner-webhooks\/types': major$/m],
    [
      'where too little is announced',
      assessment('2.0.0', breaking),
      [announced('minor')],
      /announce a minor change instead of a major change/,
    ],
    ['where too much is announced', assessment('1.1.0', addition), [announced('major')], /: minor$/m],
    [
      'where it is of another package',
      assessment('2.0.0', breaking),
      [announced('major', 'other')],
      /no changeset/,
    ],
  ])('%s', (_, given, changesets, message) => {
    const { fits, text } = checkRelease(given, changesets);
    expect(fits).toBe(false);
    expect(text).toMatch(message);
  });
});

it('a contract without a published package needs a version, but no changeset', () => {
  const { package: _, ...contract } = assessment('1.0.0').contract;
  expect(checkRelease({ ...assessment('2.0.0', breaking), contract }, [])).toMatchObject({ fits: true });
  expect(checkRelease({ ...assessment('1.0.0', breaking), contract }, [])).toMatchObject({ fits: false });
});

it('every change is reported with its rating, the reason and the location', () => {
  const { text } = checkRelease(assessment('1.0.0', breaking), []);
  for (const part of [breaking.rating, breaking.what, breaking.why, breaking.at])
    expect(text).toContain(part);
});

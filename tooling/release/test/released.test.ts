import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { assess } from '../src/assessment.ts';
import { CONTRACTS } from '../src/contracts.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

it.each(CONTRACTS)('the release of $name is the same as itself', async (contract) => {
  const { changes, rewritten } = await assess(root, { ...contract, root: contract.baseline });
  expect({ changes, rewritten }).toEqual({ changes: [], rewritten: [] });
});

// Whatever is changed next: a change that is rated has its reason and leads to a line.
it.each(CONTRACTS)(
  'every change of $name since its release is rated, with a reason and a line',
  async (contract) => {
    const { changes } = await assess(root, contract);
    for (const { what, why, at } of changes) {
      expect(what).toMatch(/\.$|→/);
      expect(why).toMatch(/\.$/);
      expect(at).toMatch(/^openapi\/.+\.yaml:\d+$/);
      expect(`${what} ${why}`).not.toContain('undefined');
    }
  },
);

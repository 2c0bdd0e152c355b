import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ContractChange, DraftError } from '../../src/draft/change.ts';
import { ContractFiles } from '../../src/draft/contract-files.ts';
import { draft } from '../../src/draft/draft.ts';
import { writeDraft } from '../../src/draft/drafted-file.ts';
import { CONTRACT, copyContract, drafted, lintWith, reviewed, textOf } from './workbench.ts';

const onHold: ContractChange = {
  kind: 'add-value',
  eventType: 'TRANSFER_NOTIFICATION',
  pointer: '/status',
  value: 'ON_HOLD',
};

const fund: ContractChange = {
  kind: 'add-webhook',
  eventType: 'FUND_NOTIFICATION',
  schema: {
    type: 'object',
    required: ['fundId', 'status'],
    properties: {
      fundId: { type: 'string', format: 'uuid' },
      modifiedOn: { type: 'string', format: 'date-time' },
      status: { type: 'string', enum: ['OPEN'] },
    },
  },
  examples: [{ fundId: '123e4567-e89b-12d3-a456-426614174000', status: 'OPEN' }],
};

function property(eventType: string, pointer: string, schema: object, required = false): ContractChange {
  return { kind: 'add-property', eventType, pointer, schema: { ...schema }, required };
}

describe('a value', () => {
  it('is added at the end of its list, with what its name says, and marked by name', async () => {
    const [file, ...others] = await drafted(CONTRACT, [onHold]);
    expect(others).toEqual([]);
    expect(file?.path).toBe('schemas/enums/TransferStatus.yaml');
    expect(addedLines(file)).toEqual([
      '  - ON_HOLD',
      '  ON_HOLD: Not documented; going by the name, on hold.',
      'x-draft: [ON_HOLD]',
    ]);
    expect(parse(file?.after ?? '')).toMatchObject({
      enum: expect.arrayContaining(['ON_HOLD', 'PROCESSED']),
    });
  });

  it('joins the mark of an earlier draft', async () => {
    const folder = await copyContract();
    await writeDraft(folder, await drafted(folder, [onHold]));
    const [file] = await drafted(folder, [{ ...onHold, value: 'LATE' }]);
    expect(parse(file?.after ?? '')).toMatchObject({ 'x-draft': ['ON_HOLD', 'LATE'] });
  });

  it('is added once to a list that several webhooks share', async () => {
    const [file, ...others] = await drafted(
      CONTRACT,
      ['CUSTOMER_NOTIFICATION', 'USER_NOTIFICATION'].map((eventType) => ({
        ...onHold,
        eventType,
        pointer: '/notificationType',
        value: 'DELETED',
      })),
    );
    expect(others).toEqual([]);
    expect(file?.path).toBe('schemas/enums/NotificationType.yaml');
    expect(addedLines(file)).toHaveLength(3);
  });

  it('is found in the items of a list', async () => {
    const [file] = await drafted(CONTRACT, [
      { ...onHold, eventType: 'ONBOARDING_NOTIFICATION', pointer: '/validationErrors/*/errorType' },
    ]);
    expect(file?.path).toBe('schemas/enums/OnboardingValidationErrorType.yaml');
  });
});

describe('a property', () => {
  it('is added at the end of its object, with its known keywords; the description to be written is its mark', async () => {
    const files = await drafted(CONTRACT, [
      property('TRANSFER_NOTIFICATION', '/validationError/field', { type: 'string' }),
    ]);
    expect(files.map(({ path }) => path)).toEqual(['schemas/TransferNotification.yaml']);
    expect(addedLines(files[0])).toEqual([
      '      field:',
      '        type: string',
      '        description: To be described.',
    ]);
  });

  it('refers to the shared schema of properties with its name', async () => {
    const [file] = await drafted(CONTRACT, [
      property('DIGITAL_ASSET_ORDER_NOTIFICATION', '/modifiedOn', { type: 'string', format: 'date-time' }),
      property('RE_TOKEN_PRICES', '/modifiedOn', { type: 'string' }),
    ]);
    expect(addedLines(file)).toEqual(['  modifiedOn:', '    x-draft: true', '    $ref: ModifiedOn.yaml']);
  });

  it('has its enum in a file', async () => {
    const files = await drafted(CONTRACT, [
      property('RE_TOKEN_PRICES', '/currency', { type: 'string', enum: ['EUR'] }),
    ]);
    expect(files.map(({ path }) => path)).toEqual([
      'schemas/ReTokenPrices.yaml',
      'schemas/enums/ReTokenPricesCurrency.yaml',
    ]);
    expect(parse(files[1]?.after ?? '')).toEqual({
      type: 'string',
      description: 'To be described. The list is known in full, and it may grow.',
      enum: ['EUR'],
      'x-extensible': true,
      'x-enumDescriptions': { EUR: 'Not documented.' },
    });
  });

  it('that is required is added to the examples, which would otherwise be invalid', async () => {
    const folder = await copyContract();
    const files = await drafted(folder, [
      property('ONBOARDING_NOTIFICATION', '/validationErrors/*/check', { type: 'integer', minimum: 3 }, true),
    ]);
    expect(files.map(({ path }) => path)).toEqual([
      'schemas/OnboardingNotification.yaml',
      'webhooks/onboarding-notification.yaml',
    ]);
    expect(new Set(addedLines(files[1]))).toEqual(new Set(['                  check: 3']));
    expect(await lintWith(folder, reviewed(files))).toEqual([]);
  });
});

describe('a webhook', () => {
  it('is a file, a schema, its enums, and an entry in the style of the others', async () => {
    const files = await drafted(CONTRACT, [fund]);
    expect(files.map(({ path }) => path)).toEqual([
      'openapi.yaml',
      'schemas/FundNotification.yaml',
      'schemas/enums/FundStatus.yaml',
      'webhooks/fund-notification.yaml',
    ]);
    expect(addedLines(files[0])).toEqual(['  FUND_NOTIFICATION: { $ref: webhooks/fund-notification.yaml }']);
    expect(files.at(-1)?.after).toMatch(/^ {2}description: To be described\.$/m);
    expect(parse(files.at(-1)?.after ?? '')).toMatchObject({
      post: {
        operationId: 'receiveFundNotification',
        'x-subject': 'fundId',
        'x-occurred-at': 'modifiedOn',
        responses: parse(await textOf(CONTRACT, 'webhooks/re-token-prices.yaml')).post.responses,
      },
    });
  });

  it.each<[string, readonly string[], string | undefined]>([
    ['FUND_NOTIFICATION', ['customerId', 'fundId'], 'fundId'],
    ['SAVINGS_PLANS_NOTIFICATION', ['customerId', 'savingsPlanId'], 'savingsPlanId'],
    ['COMPANIES_NOTIFICATION', ['customerId', 'companyId'], 'companyId'],
    ['FUND_NOTIFICATION', ['unitId'], 'unitId'],
    // Customers and transfers have webhooks of their own.
    ['FUND_NOTIFICATION', ['customerId', 'unitId', 'transferId'], 'unitId'],
    ['DIGITAL_BASKET_ORDER_NOTIFICATION', ['orderId', 'basketId'], 'orderId'],
    ['FUND_NOTIFICATION', ['unitId', 'depotId'], undefined],
  ])('%s with the ids %j is about %s', async (eventType, ids, subject) => {
    const id = { type: 'string', format: 'uuid' };
    const schema = { required: ids, properties: Object.fromEntries(ids.map((name) => [name, id])) };
    const files = await drafted(CONTRACT, [{ kind: 'add-webhook', eventType, schema }]);
    expect(parse(files.at(-1)?.after ?? '').post['x-subject']).toBe(subject);
  });

  it('is accepted by lint once its marks are removed, and not before', async () => {
    const folder = await copyContract();
    const files = await drafted(folder, [fund]);
    expect(await lintWith(folder, files)).toContainEqual(expect.stringContaining('write what it means'));
    expect(await lintWith(folder, reviewed(files))).toEqual([]);
  });
});

it('what the contract already has is no change', async () => {
  const folder = await copyContract();
  const changes = [fund, onHold, property('RE_TOKEN_PRICES', '/currency', { type: 'string' }, true)];
  await writeDraft(folder, await drafted(folder, changes));
  expect(await drafted(folder, changes)).toEqual([]);
  expect(await drafted(CONTRACT, [{ ...onHold, value: 'PENDING' }])).toEqual([]);
});

describe('it is left out, with what was expected, and the others are drafted,', () => {
  it.each<[string, ContractChange, RegExp]>([
    ['where there is no such webhook', { ...onHold, eventType: 'NO_SUCH' }, /no webhook NO_SUCH/],
    ['where there is no list', { ...onHold, pointer: '/transferId' }, /no list of values at "\/transferId"/],
    ['where there is no object', property('RE_TOKEN_PRICES', '/a/b', {}), /no object at "\/a"/],
    ['where there is no name', property('RE_TOKEN_PRICES', '', {}), /is not a property/],
    [
      'where a pattern is invalid',
      property('RE_TOKEN_PRICES', '/a', { pattern: '(' }),
      /schema .* is not valid/,
    ],
    [
      'where the name is not an event type',
      { ...fund, eventType: 'Fund' },
      /capitals, digits and underscores/,
    ],
  ])('%s', async (_, change, message) => {
    const { files, leftOut } = await draft(CONTRACT, [onHold, change]);
    expect(files.map(({ path }) => path)).toEqual(['schemas/enums/TransferStatus.yaml']);
    const { eventType } = change;
    expect(leftOut).toEqual([
      {
        eventType,
        pointer: 'pointer' in change ? change.pointer : '',
        reason: expect.stringMatching(message),
      },
    ]);
  });

  it('where a file is not YAML', async () => {
    const folder = await copyContract();
    await writeFile(join(folder, 'schemas/enums/TransferStatus.yaml'), 'enum: [\n');
    const { leftOut } = await draft(folder, [onHold]);
    expect(leftOut[0]?.reason).toMatch(/^schemas\/enums\/TransferStatus\.yaml: /);
  });

  it('where a file of the new webhook exists', async () => {
    const folder = await copyContract();
    await mkdir(join(folder, 'webhooks'), { recursive: true });
    await cp(join(folder, 'webhooks/re-token-prices.yaml'), join(folder, 'webhooks/fund-notification.yaml'));
    const { files, leftOut } = await draft(folder, [fund]);
    expect(files).toEqual([]);
    expect(leftOut[0]?.reason).toMatch(/fund-notification\.yaml exists/);
  });
});

it('what is installed in the folder is no part of the contract', async () => {
  const folder = await copyContract();
  await cp(join(folder, 'schemas'), join(folder, 'node_modules/package/schemas'), { recursive: true });
  const files = await ContractFiles.read(folder);
  expect(files.list('schemas/')).not.toEqual([]);
  expect(files.list('node_modules/')).toEqual([]);
});

it('without a contract there is no draft', async () => {
  const folder = await copyContract();
  await expect(draft(join(folder, 'schemas'), [onHold])).rejects.toThrow(DraftError);
});

/** The lines of a drafted file that the original does not have. Checks that all original lines are there, in order. */
function addedLines(file: { before: string | undefined; after: string } | undefined): string[] {
  const added: string[] = [];
  const before = (file?.before ?? '').split('\n');
  for (const line of (file?.after ?? '').split('\n')) {
    if (line === before[0]) before.shift();
    else added.push(line);
  }
  expect(before).toEqual([]);
  return added;
}

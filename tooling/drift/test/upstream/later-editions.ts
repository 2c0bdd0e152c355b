import { EVENT_TYPES } from '@partner-webhooks/types';
import { FORMS, type PageWebhook, pageOfContract, propertiesIn, type Schema } from './page.ts';

// Later editions of what a platform publishes: the contract as a page, and on it what a platform adds in a few weeks.

/** A later edition, and what a draft of it has to be. */
export interface Edition {
  readonly name: string;
  readonly text: () => string;
  /** The new event types, each with the one that it stands behind in the contract. */
  readonly webhooks: Readonly<Record<string, string | undefined>>;
  /** Text that files of the draft have. */
  readonly drafted: Readonly<Record<string, readonly (string | RegExp)[]>>;
  /** Lines of the report and the checklist. */
  readonly reported: readonly (string | RegExp)[];
  /** What still differs after a review, because a person has to decide. */
  readonly undecided: readonly string[];
}

const ID = '7f0d9a52-3c1e-4c5b-9a53-0b5b8f6d2e11';
const id: Schema = { type: 'string', format: 'uuid' };

function webhook(
  eventType: string,
  title: string,
  schema: Schema,
  example: Record<string, unknown>,
): PageWebhook {
  const path = `/${eventType.toLowerCase().replaceAll('_', '-')}`;
  return { eventType, title, path, schema, example, responses: ['200'] };
}

function inserted(page: PageWebhook[], behind: string, ...added: PageWebhook[]): PageWebhook[] {
  const at = page.findIndex(({ eventType }) => eventType === behind);
  return page.toSpliced(at + 1, 0, ...added);
}

function own(page: readonly PageWebhook[], eventType: string): PageWebhook {
  const found = page.find((each) => each.eventType === eventType);
  if (!found) throw new Error(`the contract has no ${eventType}`);
  return found;
}

/** A section between two others, with an object that is opened, lists of values, a label and a sentence. */
function textEdition(): string {
  const plan = webhook(
    'SAVINGS_PLANS_NOTIFICATION',
    'Savings Plan Notification',
    {
      required: ['savingsPlanId', 'notificationType'],
      properties: {
        savingsPlanId: id,
        modifiedOn: { type: 'string', format: 'date-time' },
        rate: { type: 'number', format: 'currency' },
        status: { type: 'string', enum: [] },
        notificationType: { type: 'string', enum: [] },
      },
    },
    {
      savingsPlanId: ID,
      modifiedOn: '2026-05-23T00:32:56.709Z',
      rate: 25,
      schedule: { day: 15, interval: 'MONTHLY' },
      status: 'RUNNING',
      notificationType: 'CREATED',
      validationError: { errorType: 'ALREADY_EXISTS_ERROR', description: 'text' },
    },
  );
  const page = inserted(pageOfContract(), 'STRATEGY_NOTIFICATION', plan);
  own(page, 'RE_TOKEN_PRICES').example['pricedOn'] = '2026-05-23T00:32:56.709Z';
  const section = (text: string, title: string, edit: (own: string) => string) => {
    const start = text.indexOf(`\n${title}\n\npost`);
    const end = text.indexOf('\nNo content', start);
    return text.slice(0, start) + edit(text.slice(start, end)) + text.slice(end);
  };
  const values = (text: string, property: string, listed: string) =>
    text.replace(new RegExp(`^(${property}string · enum\\w+Possible values:)$`, 'm'), `$1\n${listed}`);
  const withPlan = section(FORMS.text(page), 'Savings Plan Notification', (text) => {
    const opened = text.replace(
      /^(ratenumber.*)$/m,
      '$1\n\namount of one instalment\n\nscheduleobjectOptional\n  dayintegerRequiredMin: 1Max: 28\n  intervalstringOptional',
    );
    return values(
      values(opened, 'status', 'RUNNING, PAUSED, ENDED'),
      'notificationType',
      'CREATED, UPDATED, VALIDATION_ERROR',
    );
  });
  const transfer = `${own(page, 'TRANSFER_NOTIFICATION').title}`;
  const withValues = section(withPlan, transfer, (text) =>
    values(text, 'status', 'RECEIVED\nINVALID\nPENDING\nON_HOLD\nREJECTED\nPROCESSED'),
  );
  return section(withValues, own(page, 'RE_TOKEN_PRICES').title, (text) =>
    text.replace(/\nResponses\n/, '\npricedOnstring · date-timeOptional\nResponses\n'),
  );
}

/** Sections in another order, a webhook before all others, a property that may be null, a member that only an example shows. */
function htmlEdition(): string {
  const depot = webhook(
    'DEPOT_NOTIFICATION',
    'Depot Notification',
    {
      required: ['depotId', 'status'],
      properties: {
        depotId: id,
        status: { type: 'string', enum: [] },
        opened: { type: 'string', format: 'date' },
      },
    },
    { depotId: ID, status: 'OPEN', opened: '2026-01-02' },
  );
  const page = [depot, ...pageOfContract().toReversed()];
  const { example, schema } = own(page, 'TRANSFER_NOTIFICATION');
  (example['validationError'] as Record<string, unknown>)['field'] = '/amount';
  propertiesIn(schema)['memo'] = { type: 'string' };
  example['memo'] = 'text';
  return FORMS.HTML(page).replace(
    '<span>memo</span><span>stringOptional</span>',
    '<span>memo</span><span>stringOptional</span><span>nullable</span><span>max: 140</span>',
  );
}

/** Alternatives with a discriminator, a schema in itself, limits, an unusual path, and words of the platform. */
function openApiEdition(): string {
  const document = JSON.parse(FORMS['OpenAPI 3.0 in JSON'](pageOfContract()));
  const operation = {
    summary: 'Basket Notification',
    description: 'Notification about baskets related to event BASKET_NOTIFICATION',
    requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Basket' } } } },
    responses: { '200': { description: 'OK' }, '202': { description: 'Accepted' } },
  };
  document.paths = { '/v2/hooks/baskets': { post: operation }, ...document.paths };
  Object.assign(document.components.schemas, {
    Basket: {
      type: 'object',
      required: ['basketId', 'payment'],
      properties: {
        basketId: { ...id, description: 'UUID of the basket' },
        status: { type: 'string', enum: ['RECEIVED', 'INVALID', 'PENDING', 'REJECTED', 'PROCESSED'] },
        payment: {
          oneOf: [{ $ref: '#/components/schemas/Card' }, { $ref: '#/components/schemas/Bank' }],
          discriminator: { propertyName: 'kind', mapping: { CARD: '#/components/schemas/Card' } },
        },
        baskets: { type: 'array', maxItems: 9, items: { $ref: '#/components/schemas/Basket' } },
        note: { type: 'string', nullable: true, maxLength: 80, 'x-internal': true, description: 'Free text' },
      },
    },
    Card: {
      type: 'object',
      required: ['kind'],
      properties: {
        kind: { type: 'string', enum: ['CARD'] },
        digits: { type: 'string', pattern: '^[0-9]{4}$' },
        // Its own example does not fit it.
        scheme: { type: 'string', maxLength: 2, example: 'VISA' },
      },
    },
    Bank: { type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: ['Bank'] } } },
  });
  return JSON.stringify(document, null, 2);
}

/** Two webhooks with one new list of values, of which another webhook gets a value too. */
function markdownEdition(): string {
  const list = { type: 'string', enum: ['NEW', 'ACTIVE', 'GONE'] };
  const schema = (name: string): Schema => ({
    type: 'object',
    required: [name],
    properties: { [name]: id, updatedAt: { type: 'string', format: 'date-time' }, stage: list },
  });
  const example = (name: string) => ({ [name]: ID, updatedAt: '2026-05-23T00:32:56Z', stage: 'NEW' });
  const page = inserted(
    pageOfContract(),
    'DOCUMENT_NOTIFICATION',
    webhook('MANDATE_NOTIFICATION', 'Mandate notification', schema('mandateId'), example('mandateId')),
    webhook(
      'IBAN_CHECK_NOTIFICATION',
      'IBAN Check Notification',
      schema('ibanCheckId'),
      example('ibanCheckId'),
    ),
  );
  const status = propertiesIn(own(page, 'TRANSFER_NOTIFICATION').schema)['status'] ?? {};
  (status['enum'] as string[]).push('ON_HOLD', 'RETURNED');
  return FORMS.Markdown(page);
}

export const EDITIONS: readonly Edition[] = [
  {
    name: 'text with a section between two others, an opened object, lists of values and a first time',
    text: textEdition,
    webhooks: { SAVINGS_PLANS_NOTIFICATION: 'STRATEGY_NOTIFICATION' },
    drafted: {
      'webhooks/savings-plans-notification.yaml': [
        'operationId: receiveSavingsPlansNotification',
        'summary: Savings plan\n',
        'The platform says: “Tells of event SAVINGS_PLANS_NOTIFICATION”',
        'x-subject: savingsPlanId',
        'x-occurred-at: modifiedOn',
      ],
      'schemas/SavingsPlansNotification.yaml': [
        'description: What became of a savings plan.',
        'description: The savings plan.',
        'To be described. The platform says: “amount of one instalment”',
        /day:\n +type: integer\n +description: .*\n +minimum: 1\n +maximum: 28\n/,
        '$ref: enums/NotificationType.yaml',
        '$ref: ErrorDescription.yaml',
      ],
      'schemas/enums/SavingsPlansStatus.yaml': [
        'Where the savings plan stands. The list is known in full',
        '- PAUSED',
      ],
      'schemas/enums/TransferStatus.yaml': ['- ON_HOLD', 'x-draft: [ON_HOLD]'],
      'webhooks/re-token-prices.yaml': ['x-occurred-at: pricedOn'],
    },
    reported: [
      /describe `pricedOn` as the clock of RE_TOKEN_PRICES$/m,
      /SAVINGS_PLANS_NOTIFICATION, read schemas\/SavingsPlansNotification.yaml, and check tag: /,
    ],
    undecided: [],
  },
  {
    name: 'HTML with other places, a webhook before all others, a nullable property and a member of an example',
    text: htmlEdition,
    // The next one on that page is the last one of the contract.
    webhooks: { DEPOT_NOTIFICATION: EVENT_TYPES.at(-2) },
    drafted: {
      'schemas/TransferNotification.yaml': [
        /memo:\n +type:\n +- string\n +- 'null'\n +description: To be described\.\n +maxLength: 140\n/,
        /description:\n +\$ref: ErrorDescription.yaml\n {6}field:\n/,
      ],
      'webhooks/depot-notification.yaml': ['x-subject: depotId'],
      'schemas/enums/DepotStatus.yaml': ['One value of the list is known.'],
    },
    reported: [],
    undecided: [],
  },
  {
    name: 'OpenAPI 3.0 with a discriminator, a schema in itself, a shared list and an unusual path',
    text: openApiEdition,
    webhooks: { BASKET_NOTIFICATION: undefined },
    drafted: {
      'schemas/BasketNotification.yaml': [
        '$ref: enums/TransferStatus.yaml',
        'CARD: BasketCard.yaml',
        'Bank: BasketBank.yaml',
        /maxItems: 9\n +items:\n +\$ref: BasketNotification.yaml|items:\n +\$ref: BasketNotification.yaml\n +maxItems: 9/,
        'To be described. The platform says: “Free text”',
      ],
      'schemas/BasketCard.yaml': ['The form in which `kind` is `CARD`.', 'pattern: ^[0-9]{4}$'],
    },
    reported: [
      'BASKET_NOTIFICATION /scheme: the example "VISA": must NOT have more than 2 characters',
      'BASKET_NOTIFICATION /note: `x-internal` is not a keyword that the contract has',
      'BASKET_NOTIFICATION /basketId: the words “UUID of the basket”: the contract says “The basket.”',
      /\[ \] \S+\/webhooks\/basket-notification\.yaml:\d+ {2}request-changed: .* path: \/v2\/hooks\/baskets/,
    ],
    undecided: [
      'request-changed: BASKET_NOTIFICATION path: /v2/hooks/baskets, in the contract /basket-notification',
      'response-added: BASKET_NOTIFICATION 202',
    ],
  },
  {
    name: 'Markdown with two webhooks that share a new list, and values of another',
    text: markdownEdition,
    webhooks: {
      MANDATE_NOTIFICATION: 'DOCUMENT_NOTIFICATION',
      IBAN_CHECK_NOTIFICATION: 'MANDATE_NOTIFICATION',
    },
    drafted: {
      'webhooks/iban-check-notification.yaml': ['summary: IBAN check\n', 'x-occurred-at: updatedAt'],
      'schemas/MandateNotification.yaml': ['$ref: enums/MandateStage.yaml'],
      'schemas/IbanCheckNotification.yaml': [
        '$ref: enums/MandateStage.yaml',
        'What became of an IBAN check.',
      ],
      'schemas/enums/TransferStatus.yaml': ['x-draft: [ON_HOLD, RETURNED]'],
    },
    reported: [],
    undecided: [],
  },
];

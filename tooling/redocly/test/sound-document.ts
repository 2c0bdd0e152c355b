/** The files of a document by path; a file is whatever its YAML or JSON stands for. */
export type Files = Record<string, unknown>;

const ERRORS = ['400', '401', '404', '405', '408', '413', '415', '429', '500', '503'];

/** The smallest contract that no rule finds fault with, spread over files as the real one is. */
export function soundDocument(): Files {
  return {
    'openapi.yaml': {
      openapi: '3.1.0',
      info: { title: 'Shop', version: '1.0.0', license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: 'https://partner.example' }],
      tags: [{ name: 'Orders', description: 'Orders and what becomes of them.' }],
      security: [{ apiKey: [] }],
      webhooks: { ORDER_UPDATE: { $ref: 'webhooks/order-update.yaml' } },
      components: { securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'api-key' } } },
    },
    'webhooks/order-update.yaml': webhook('receiveOrderUpdate'),
    'responses/all.yaml': {
      200: { description: 'Received.' },
      ...Object.fromEntries(ERRORS.map((code) => [code, { $ref: 'error.yaml' }])),
    },
    'responses/error.yaml': {
      description: 'Refused.',
      content: { 'application/json': { schema: { $ref: '../schemas/ErrorMessage.yaml' } } },
    },
    'schemas/ErrorMessage.yaml': { type: 'string', description: 'What went wrong.' },
    'schemas/OrderUpdate.yaml': {
      type: 'object',
      description: 'What became of an order.',
      required: ['orderId'],
      properties: {
        orderId: { type: 'string', description: 'The order.' },
        modifiedOn: { type: 'string', format: 'date-time', description: 'When the order changed.' },
        status: { $ref: 'OrderStatus.yaml' },
      },
    },
    'schemas/OrderStatus.yaml': {
      type: 'string',
      description: 'Where the order stands.',
      enum: ['OPEN', 'DONE'],
      'x-extensible': true,
      'x-enumDescriptions': { OPEN: 'Not executed yet.', DONE: 'Executed.' },
    },
  };
}

/** A webhook about an order. */
export function webhook(operationId: string): object {
  return {
    post: {
      operationId,
      summary: 'Order',
      description: 'An order has moved on.',
      tags: ['Orders'],
      'x-subject': 'orderId',
      'x-occurred-at': 'modifiedOn',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { $ref: '../schemas/OrderUpdate.yaml' },
            examples: {
              open: { summary: 'An open order', value: { orderId: 'a', status: 'OPEN' } },
              done: { summary: 'An executed order', value: { orderId: 'a', status: 'DONE' } },
            },
          },
        },
      },
      responses: { $ref: '../responses/all.yaml' },
    },
  };
}

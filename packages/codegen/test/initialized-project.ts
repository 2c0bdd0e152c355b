import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initProject } from '../src/init/init.ts';
import { temporaryFolder } from './workbench.ts';

const RESPONSES = 'responses: { 200: { description: Taken in. } }';
/** The body of a webhook, and its responses. */
export const body = (schema: string) =>
  `requestBody: { content: { application/json: { schema: ${schema} } } }, ${RESPONSES}`;

/** A document with what a first contract may have. */
export const SHOP = `
openapi: 3.1.0
info: { title: "A shop: its\\nwebhooks", version: 1.0.0 }
webhooks:
  order.changed: { post: { ${body("{ $ref: '#/components/schemas/Order' }")} } }
  it's: { $ref: '#/components/pathItems/a~1b' }
  "a \\"b\\" \\\\ c": { post: { ${body('{ properties: { event_type: { const: THE_TYPE }, sentAt: { type: string } } }')} } }
  shared: { $ref: '#/components/pathItems/a~1b' }
  Order Changed: { post: { ${body('true')} } }
  "yes": { x-event-type: CONFIRMED, x-path: /yes, post: { x-subject: id, x-occurred-at: false, ${body("{ $ref: '#/components/schemas/Order' }")} } }
  no.body: { post: { ${RESPONSES} } }
components:
  pathItems:
    a/b: { put: { ${body("{ allOf: [{ $ref: '#/components/schemas/Order' }, { properties: { orderId: { format: uuid } } }] }")} } }
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: { type: string }
        customer_id: { type: [string, 'null'] }
        paid: { type: boolean }
        idea: { type: string }
        lines: { type: array, items: { properties: { lineId: { type: string } } } }
        changedAt: { type: string, format: date-time }
`;

/** What the command has said. */
interface Said {
  out: string;
  err: string;
  isReady: boolean;
}

/** Runs the command on a document of the folder, or at an address. */
export async function init(folder: string, document = 'shop.yaml', network = false): Promise<Said> {
  const said: Said = { out: '', err: '', isReady: false };
  const output = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
  };
  const file = document.startsWith('http') ? document : join(folder, document);
  said.isReady = await initProject({ document: file, network, folder }, output);
  return said;
}

/** A folder that has only a document. */
export async function project(document = SHOP): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'shop.yaml'), document);
  return folder;
}

/** A file of the project. */
export const text = (folder: string, file: string) => readFile(join(folder, file), 'utf8');

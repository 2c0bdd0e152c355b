import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { report } from './contract.ts';

// The lower bound of work: reads the body and parses it. No key, no route, no validation.
const server = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    res.writeHead(200).end();
  });
});
server.listen(0, '127.0.0.1', () => report((server.address() as AddressInfo).port));

import type { AddressInfo } from 'node:net';
import { validate } from '@partner-webhooks/types/validators';
import express from 'express';
import { Logger, makeWorkerUtils } from 'graphile-worker';
import { createProgram } from '../src/program.ts';
import { KEY, report, WEBHOOKS } from './contract.ts';

// A plain Express app with a queue on PostgreSQL: one job per request, committed before the response.
const [connectionString = ''] = createProgram('postgres-queue').argument('<connection string>').parse().args;
const queue = await makeWorkerUtils({ connectionString, logger: new Logger(() => () => {}) });
await queue.migrate();

const app = express();
const parse = express.json({ limit: '256kb' });
for (const { eventType, path } of WEBHOOKS) {
  app.post(path, (req, res, next) => {
    if (req.get('api-key') !== KEY) res.status(401).json({ message: 'no valid key' });
    else
      parse(req, res, (error) => {
        if (error) return next(error);
        const verdict = validate(eventType, req.body);
        if (!verdict.valid) return res.status(400).json({ message: 'not valid' });
        queue.addJob(eventType, verdict.payload).then(() => res.status(200).end(), next);
      });
  });
}
const server = app.listen(0, '127.0.0.1', () => report((server.address() as AddressInfo).port));

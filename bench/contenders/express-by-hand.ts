import type { AddressInfo } from 'node:net';
import { validate } from '@partner-webhooks/types/validators';
import express from 'express';
import { KEY, report, WEBHOOKS } from './contract.ts';

// A plain Express app with the generated validators.
const app = express();
const parse = express.json({ limit: '256kb' });
for (const { eventType, path } of WEBHOOKS) {
  app.post(path, (req, res, next) => {
    if (req.get('api-key') !== KEY) res.status(401).json({ message: 'no valid key' });
    else
      parse(req, res, (error) => {
        if (error) return next(error);
        const verdict = validate(eventType, req.body);
        if (verdict.valid) res.status(200).end();
        else res.status(400).json({ message: 'not valid', violations: verdict.violations });
      });
  });
}
const server = app.listen(0, '127.0.0.1', () => report((server.address() as AddressInfo).port));

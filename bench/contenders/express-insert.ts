import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { validate } from '@partner-webhooks/types/validators';
import express from 'express';
import { uuidv7 } from 'uuidv7';
import { KEY, report, WEBHOOKS } from './contract.ts';

// A plain Express app that writes each notification to disk before it responds: one INSERT, one wait for the disk.
const database = new DatabaseSync(join(mkdtempSync(join(tmpdir(), 'bench-')), 'inbox.db'));
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
database.exec(
  'CREATE TABLE notification (id TEXT PRIMARY KEY, event_type TEXT, body TEXT, received_at INTEGER)',
);
const insert = database.prepare('INSERT INTO notification VALUES (?, ?, ?, ?)');

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
        insert.run(uuidv7(), eventType, JSON.stringify(req.body), Date.now());
        res.status(200).end();
      });
  });
}
const server = app.listen(0, '127.0.0.1', () => report((server.address() as AddressInfo).port));

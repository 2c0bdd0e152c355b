#!/usr/bin/env node
import { expectSupportedNode } from '@partner-webhooks/inbox/node-version';

expectSupportedNode();
// Not before: it needs modules that an older Node does not have.
await import('../dist/main.js');

import { parentPort, workerData } from 'node:worker_threads';
import { serve } from './serve.ts';

// A thread that has a database open: the main thread never waits for the disk. With 64 requests under way the main thread's
// event-loop delay is 2.4 to 2.8 ms (p99) instead of 10.7 to 13.6 (docs/decisions/0008).

if (!parentPort) throw new Error('this module runs in a worker thread');
await serve(parentPort, workerData);

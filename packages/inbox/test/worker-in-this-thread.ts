import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { serve } from '../src/sqlite/thread/serve.ts';
import type { WorkerData } from '../src/sqlite/thread/thread.ts';

/**
 * Takes the place of `Worker` of `node:worker_threads` for an inbox whose threads are not what a test is about: the same
 * programs get the same messages, in the thread of the test. An inbox then opens in 3 ms of CPU time in place of 80 ms.
 */
export class Worker extends EventEmitter {
  readonly #port: MessagePort;

  constructor(_module: URL, { workerData }: { readonly workerData: WorkerData }) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on('message', (message) => this.emit('message', message));
    port1.once('close', () => this.emit('exit', 0));
    serve(port2, structuredClone(workerData)).catch((error: unknown) => {
      this.emit('error', error);
      port2.close();
    });
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }
}

import type { ChildProcess } from 'node:child_process';

/** A process of which one runs at a time. */
export interface Restartable {
  /** Ends the process and starts it again. If it is ending already, or has ended, it is only started. */
  readonly restart: () => void;
}

/** @param start starts the process; `undefined` if it is not to be started any more. */
export function restartable(start: () => ChildProcess | undefined): Restartable {
  let running: ChildProcess | undefined;
  let isRestarting = false;
  const begin = () => {
    isRestarting = false;
    const child = start();
    running = child;
    child?.once('exit', () => {
      if (running === child) running = undefined;
      if (isRestarting) begin();
    });
  };
  begin();
  return {
    restart() {
      if (!running) return begin();
      if (isRestarting) return;
      isRestarting = true;
      running.kill();
    },
  };
}

/** What calls an action once, when it has not been called for this long, in ms: a program that saves writes several files. */
export function debounce(quietMs: number, action: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, quietMs);
  };
}

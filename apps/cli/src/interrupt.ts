/** Whether Ctrl+C was pressed. */
export interface Interrupt {
  readonly isRequested: () => boolean;
  /** From then on Ctrl+C ends the process again. */
  readonly end: () => void;
}

/** Lets Ctrl+C end a command at a place of its choice, instead of the process at once. A second one ends the process. */
export function watchInterrupt(): Interrupt {
  let isRequested = false;
  const request = () => {
    isRequested = true;
  };
  process.once('SIGINT', request);
  return { isRequested: () => isRequested, end: () => void process.off('SIGINT', request) };
}

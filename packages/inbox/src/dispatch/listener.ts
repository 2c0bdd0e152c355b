/**
 * Calls a function that the user of the dispatcher has passed in. An error that it throws goes to `onFault`.
 *
 * @returns its result; `undefined` if it has thrown.
 */
export function callListener<T>(
  onFault: ((error: unknown) => void) | undefined,
  listener: () => T,
): T | undefined {
  try {
    return listener();
  } catch (error) {
    try {
      onFault?.(error);
    } catch {
      // The listener for errors has failed itself: nothing is left to report it to.
    }
    return undefined;
  }
}

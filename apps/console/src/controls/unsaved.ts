/** The attributes of an element with a text that was typed and is not saved. */
export const UNSAVED = { 'data-unsaved': true };

/**
 * Has the browser ask before a page with such an element is left or loaded again. The page of an operator whose session has ended is
 * hidden, and nothing of it runs.
 *
 * @returns what ends it.
 */
export function warnOfUnsaved(): () => void {
  const warn = (event: BeforeUnloadEvent) => {
    if (document.querySelector('[data-unsaved]')) event.preventDefault();
  };
  addEventListener('beforeunload', warn);
  return () => removeEventListener('beforeunload', warn);
}

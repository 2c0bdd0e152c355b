/**
 * Ignores the second click of a double click on a button, and the repetitions of a key that is held on one: the first press has
 * done what it does, and another button may be in its place by now.
 */
export function ignoreRepeatedPresses(): void {
  addEventListener('click', (event) => event.detail > 1 && ignoreOnButton(event), { capture: true });
  addEventListener('keydown', (event) => event.repeat && PRESSING.has(event.key) && ignoreOnButton(event), {
    capture: true,
  });
}

const PRESSING = new Set(['Enter', ' ']);

function ignoreOnButton(event: Event): void {
  if (!(event.target instanceof Element) || !event.target.closest('button')) return;
  event.preventDefault();
  event.stopPropagation();
}

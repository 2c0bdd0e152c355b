/** Dark or light. */
export type Theme = 'dark' | 'light';

const KEY = 'theme';
// Redoc reads its own key, and has its colours by a class of the root.
const REDOC_KEY = 'redoc.colorMode';

/** What the reader has chosen, or `undefined`: what the system says. */
export function chosenTheme(): Theme | undefined {
  const stored = storage()?.getItem(KEY);
  return stored === 'dark' || stored === 'light' ? stored : undefined;
}

/** What is shown now. */
export function shownTheme(): Theme {
  return chosenTheme() ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

/** Shows a theme, and keeps it for other pages. */
export function chooseTheme(theme: Theme): void {
  storage()?.setItem(KEY, theme);
  applyTheme(theme);
}

/** Shows a theme; `undefined`: that of the system. */
export function applyTheme(theme: Theme | undefined): void {
  const { classList, dataset } = document.documentElement;
  if (theme) dataset['theme'] = theme;
  classList.remove('dark', 'light');
  classList.add(theme ?? shownTheme());
  storage()?.setItem(REDOC_KEY, theme ?? shownTheme());
}

/** `undefined` if the browser keeps nothing for this page. */
function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

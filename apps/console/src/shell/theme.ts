import { useSyncExternalStore } from 'react';
import { readStored, store } from '../controls/browser-storage.ts';

/** The colours: those of the system, or what was chosen. */
export const THEMES = ['system', 'light', 'dark'] as const;

export type Theme = (typeof THEMES)[number];

const KEY = 'theme';
const watchers = new Set<() => void>();

/** Shows the page in the colours that this browser has stored. */
export function showTheme(): void {
  const theme = storedTheme();
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** The theme, and how it is changed. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(watch, storedTheme);
  return [theme, choose];
}

function choose(theme: Theme): void {
  store(KEY, theme);
  showTheme();
  for (const each of watchers) each();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function storedTheme(): Theme {
  const stored = readStored(KEY);
  return THEMES.find((each) => each === stored) ?? 'system';
}

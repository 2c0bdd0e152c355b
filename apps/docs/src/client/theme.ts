// Runs before the page is shown: a reader who chose dark must not see a flash of light.

import { applyTheme, chosenTheme } from './color-mode.ts';

applyTheme(chosenTheme());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => applyTheme(chosenTheme()));

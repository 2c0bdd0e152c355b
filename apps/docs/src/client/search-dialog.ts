import type { SearchDocument } from '../search/documents.ts';
import { excerpt } from './search-text.ts';

/** The search: a field and a list, for keyboard and pointer. It is there at once; what it finds is loaded meanwhile. */
export interface SearchDialog {
  readonly open: () => void;
  /** Searches again: what it finds has been loaded. */
  readonly refresh: () => void;
}

/** @param root the address of the site, from the page. */
export function createSearchDialog(root: string): SearchDialog {
  const dialog = document.createElement('dialog');
  dialog.className = 'search';
  dialog.setAttribute('aria-label', 'Search');
  // Not `type="search"`: there, Escape empties the field and leaves the dialog open.
  dialog.innerHTML = `<form method="dialog"><label class="visually-hidden" for="search-field">Search the documentation</label>
<input id="search-field" type="text" placeholder="A field, a value, a sentence…" autocomplete="off" spellcheck="false" role="combobox" aria-expanded="false" aria-controls="search-results" aria-autocomplete="list">
<button type="submit" class="close">Close</button></form>
<p class="state" role="status"></p>
<div id="search-results" class="results" role="listbox" aria-label="Results"></div>
<p class="keys" aria-hidden="true"><kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Enter</kbd> open <kbd>Esc</kbd> close</p>`;
  document.body.append(dialog);
  const field = dialog.querySelector('input') as HTMLInputElement;
  const list = dialog.querySelector('.results') as HTMLElement;
  const state = dialog.querySelector('.state') as HTMLElement;
  let chosen = 0;

  const choose = (n: number): void => {
    const items = [...list.children];
    chosen = Math.max(0, Math.min(n, items.length - 1));
    for (const [index, item] of items.entries()) item.setAttribute('aria-selected', String(index === chosen));
    const item = items[chosen];
    if (item) field.setAttribute('aria-activedescendant', item.id);
    else field.removeAttribute('aria-activedescendant');
  };

  const show = (): void => {
    const query = field.value;
    const results = globalThis.findDocuments?.(query);
    list.replaceChildren(
      ...(results ?? []).map((result, n) => {
        const item = entry(result, query, root);
        item.id = `search-result-${n}`;
        item.addEventListener('pointermove', () => choose(n));
        item.addEventListener('click', () => dialog.close());
        return item;
      }),
    );
    field.setAttribute('aria-expanded', String(results !== undefined && results.length > 0));
    state.textContent = stateOf(query, results?.length);
    choose(0);
  };

  field.addEventListener('input', show);
  dialog.addEventListener('keydown', (event) => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: chosen + 1, ArrowUp: chosen - 1 };
    const next = steps[event.key];
    const isOpened = event.key === 'Enter' && event.target === field;
    if (next === undefined && !isOpened) return;
    event.preventDefault();
    if (next !== undefined) choose(next);
    const item = list.children[chosen];
    item?.scrollIntoView({ block: 'nearest' });
    if (isOpened && item instanceof HTMLElement) item.click();
  });
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close();
  });

  return {
    open() {
      if (!dialog.open) dialog.showModal();
      field.select();
      field.focus();
    },
    refresh: show,
  };
}

function stateOf(query: string, count: number | undefined): string {
  if (query.trim() === '') return '';
  if (count === undefined) return 'Loading…';
  if (count === 0) return 'Nothing found. Try fewer words.';
  return `${count} ${count === 1 ? 'result' : 'results'}, the best first`;
}

function entry({ u, p, t, x }: SearchDocument, query: string, root: string): HTMLAnchorElement {
  const link = document.createElement('a');
  link.href = root + u;
  link.setAttribute('role', 'option');
  // The list is one stop for the keyboard; arrows move in it.
  link.tabIndex = -1;
  const title = document.createElement('strong');
  title.textContent = t === '' ? p : t;
  const page = document.createElement('small');
  page.textContent = t === '' ? '' : p;
  const text = document.createElement('span');
  text.className = 'excerpt';
  for (const { text: part, isMatch } of excerpt(x, query)) text.append(isMatch ? marked(part) : part);
  link.append(title, ' ', page, text);
  return link;
}

function marked(text: string): HTMLElement {
  const mark = document.createElement('mark');
  mark.textContent = text;
  return mark;
}

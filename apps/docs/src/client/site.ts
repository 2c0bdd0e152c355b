// What works only with scripts: the switch of colours, the menu of small screens, buttons that copy, and the search.

import { chooseTheme, shownTheme } from './color-mode.ts';
import { prepareLiveSection } from './live.ts';
import { createSearchDialog, type SearchDialog } from './search-dialog.ts';

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-theme-toggle]')) {
  button.hidden = false;
  button.addEventListener('click', () => chooseTheme(shownTheme() === 'dark' ? 'light' : 'dark'));
}

const menu = document.querySelector<HTMLButtonElement>('[data-menu]');
const sidebar = document.querySelector<HTMLElement>('#sidebar');
if (menu && sidebar) {
  document.documentElement.classList.add('has-menu');
  menu.hidden = false;
  const open = (isOpen: boolean): void => {
    menu.setAttribute('aria-expanded', String(isOpen));
    sidebar.classList.toggle('open', isOpen);
  };
  menu.addEventListener('click', () => open(menu.getAttribute('aria-expanded') !== 'true'));
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || menu.getAttribute('aria-expanded') !== 'true') return;
    open(false);
    menu.focus();
  });
  const current = sidebar.querySelector('[aria-current]');
  if (current instanceof HTMLElement && sidebar.scrollHeight > sidebar.clientHeight)
    sidebar.scrollTop = current.offsetTop - sidebar.clientHeight / 3;
}

for (const block of document.querySelectorAll<HTMLElement>('.code')) {
  const code = block.querySelector('code');
  if (!code || !navigator.clipboard) continue;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  const label = block.querySelector('pre')?.getAttribute('aria-label') ?? 'code';
  button.setAttribute('aria-label', `Copy: ${label}`);
  button.addEventListener('click', async () => {
    const copied = await navigator.clipboard.writeText(code.textContent ?? '').then(
      () => 'Copied',
      () => 'Not copied',
    );
    button.textContent = copied;
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 1500);
  });
  block.append(button);
}

prepareLiveSection();

// The part of the page that is read, in the list beside it.
const entries = new Map(
  [...document.querySelectorAll<HTMLAnchorElement>('.contents a')].map((link) => [link.hash.slice(1), link]),
);
if (entries.size > 0) {
  const shown = new Set<string>();
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes)
        isIntersecting ? shown.add(target.id) : shown.delete(target.id);
      const first = [...entries.keys()].find((id) => shown.has(id));
      if (first === undefined) return;
      for (const [id, link] of entries) link.classList.toggle('active', id === first);
    },
    { rootMargin: '-64px 0px -60% 0px' },
  );
  for (const id of entries.keys()) {
    const heading = document.getElementById(decodeURIComponent(id));
    if (heading) observer.observe(heading);
  }
}

let dialog: SearchDialog | undefined;
const searchButton = document.querySelector<HTMLButtonElement>('[data-search]');
if (searchButton) {
  searchButton.hidden = false;
  searchButton.addEventListener('click', openSearch);
  document.addEventListener(
    'keydown',
    (event) => {
      const isTyping =
        event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      const isShortcut = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
      if (!isShortcut && (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey))
        return;
      event.preventDefault();
      // Redoc listens for the same keys.
      event.stopImmediatePropagation();
      openSearch();
    },
    { capture: true },
  );
}

/** Opens the search, and loads what it finds when it is first asked for. */
function openSearch(): void {
  if (!dialog) {
    const root = document.documentElement.dataset['root'] ?? './';
    const created = createSearchDialog(root);
    dialog = created;
    for (const name of ['search-documents.js', 'search.js']) {
      const script = document.createElement('script');
      script.src = `${root}assets/${name}`;
      // In order: the search needs the documents.
      script.async = false;
      if (name === 'search.js') script.addEventListener('load', created.refresh);
      document.head.append(script);
    }
  }
  dialog.open();
}

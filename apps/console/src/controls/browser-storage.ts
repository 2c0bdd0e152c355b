const inMemory = new Map<string, string>();

/** What this browser has stored under a name. */
export function readStored(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    // A browser may forbid it: then it lasts as long as the page.
    return inMemory.get(name);
  }
}

/** Stores a text, or removes it. */
export function store(name: string, text: string | undefined): void {
  if (text === undefined) inMemory.delete(name);
  else inMemory.set(name, text);
  try {
    if (text === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  } catch {
    // As above.
  }
}

/** Calls a function when another page of this browser has stored something else. */
export function watchStored(name: string, changed: () => void): void {
  addEventListener('storage', ({ key }) => {
    if (key === name || key === null) changed();
  });
}

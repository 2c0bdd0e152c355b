import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';

const PAGE_BYTES = 4_096;

/**
 * Finds the page of the table of notifications that has a text on it: a leaf of its b-tree.
 *
 * @returns its offset in the file, in bytes.
 */
export function leafWith(file: string, text: string): number {
  return pageWith(file, text, (type) => type === TABLE_LEAF);
}

/**
 * Finds a page that has the rest of a row which is too long for its leaf.
 *
 * @param text only in that row, and in no index.
 * @returns its offset in the file, in bytes.
 */
export function overflowWith(file: string, text: string): number {
  return pageWith(file, text, (type) => type === OVERFLOW);
}

function pageWith(file: string, text: string, isOfType: (type: number | undefined) => boolean): number {
  const page = Buffer.alloc(PAGE_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    for (let offset = PAGE_BYTES; offset < statSync(file).size; offset += PAGE_BYTES) {
      readSync(descriptor, page, 0, PAGE_BYTES, offset);
      if (isOfType(page[0]) && page.includes(text)) return offset;
    }
  } finally {
    closeSync(descriptor);
  }
  throw new Error(`no page has ${text}`);
}

/** Writes bytes into a file that nothing has open. */
export function overwrite(file: string, offset: number, bytes: Uint8Array): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, bytes.length, offset);
  closeSync(descriptor);
}

/** A page as a disk may give it back. */
export const ZEROS = new Uint8Array(PAGE_BYTES);

// https://www.sqlite.org/fileformat2.html#b_tree_pages
const TABLE_LEAF = 0x0d;
// It has no type: it begins with the number of the next page, of which this is the first byte.
const OVERFLOW = 0;

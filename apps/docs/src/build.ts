import { buildDocs } from './output/build-docs.ts';

// Builds dist/: the site, the contracts as files, and both compressed.

await buildDocs(new URL('../dist/', import.meta.url));

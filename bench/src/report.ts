import { readFile, writeFile } from 'node:fs/promises';
import { charts } from './charts.ts';
import { withTables } from './page.ts';
import { readResults } from './results.ts';
import { tables } from './tables.ts';

// Writes the results in `results/` into `docs/`.

const docs = new URL('../../docs/', import.meta.url);
const page = new URL('performance.md', docs);
const results = readResults();
await writeFile(page, withTables(await readFile(page, 'utf8'), tables(results)));
for (const [name, image] of Object.entries(charts(results))) await writeFile(new URL(name, docs), image);
process.stdout.write('docs/performance.md has the results of bench/results.\n');

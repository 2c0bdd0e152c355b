import { fileURLToPath } from 'node:url';
import { check, type Violation } from './check.ts';
import { RULES } from './rules.ts';

// Exits with 1 if an import is forbidden, and names the rule, the import and what to do.

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDERS = ['apps', 'bench', 'packages', 'tests', 'tooling'];

const { files, violations } = await check(ROOT, FOLDERS);
for (const violation of violations) console.error(sentence(violation));
console.log(`${files} files, ${RULES.length} rules, ${violations.length} forbidden imports`);
process.exitCode = violations.length > 0 ? 1 : 0;

function sentence({ rule, from, to, cycle }: Violation): string {
  const path = cycle.length > 0 ? [from, ...cycle].join(' → ') : `${from} → ${to}`;
  return `${rule}: ${path}\n  ${RULES.find(({ name }) => name === rule)?.comment ?? ''}`;
}

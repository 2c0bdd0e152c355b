import { fileURLToPath } from 'node:url';
import { check, type Violation } from './check.ts';
import { checkNames, sourceFiles } from './names.ts';
import { RULES } from './rules.ts';

// Exits with 1 if an import is forbidden, and names the rule, the import and what to do; or if a name has another word than the
// term of the field.

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDERS = ['apps', 'bench', 'packages', 'tests', 'tooling'];

const { files, violations } = await check(ROOT, FOLDERS);
for (const violation of violations) console.error(sentence(violation));
console.log(`${files} files, ${RULES.length} rules, ${violations.length} forbidden imports`);
const names = checkNames(sourceFiles(ROOT));
for (const line of names) console.error(line);
process.exitCode = violations.length + names.length > 0 ? 1 : 0;

function sentence({ rule, from, to, cycle }: Violation): string {
  const path = cycle.length > 0 ? [from, ...cycle].join(' → ') : `${from} → ${to}`;
  return `${rule}: ${path}\n  ${RULES.find(({ name }) => name === rule)?.comment ?? ''}`;
}

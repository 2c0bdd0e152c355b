import { cruise, type IViolation } from 'dependency-cruiser';
import { RULES } from './rules.ts';

/** What a check has found. */
export interface Report {
  /** How many files were read. */
  readonly files: number;
  /** One for each forbidden import, with the files by their paths below the root. */
  readonly violations: readonly Violation[];
}

/** A forbidden import. */
export interface Violation {
  /** The name of the rule. */
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  /** The files of a cycle, in order; empty for all other rules. */
  readonly cycle: readonly string[];
}

/**
 * Reads the imports of all files in some folders, those of types included, and compares them with {@link RULES}.
 *
 * @param root the folder that the rules' paths start at.
 * @param folders below the root.
 * @throws Error if an import cannot be resolved: what is not followed is not checked.
 */
export async function check(root: string, folders: readonly string[]): Promise<Report> {
  const { output } = await cruise([...folders], {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: [...RULES, UNRESOLVED] },
    tsPreCompilationDeps: true,
    exclude: { path: EXCLUDED },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  });
  if (typeof output === 'string') throw new Error('expected the result as an object, found text');
  const { violations, totalCruised } = output.summary;
  const unresolved = violations.filter(({ rule }) => rule.name === UNRESOLVED.name);
  if (unresolved.length > 0) {
    const lines = unresolved.map(({ from, to }) => `${from} imports ${to}`);
    throw new Error(`imports that lead to no file: install, then check again\n${lines.join('\n')}`);
  }
  return { files: totalCruised, violations: violations.map(violationOf) };
}

function violationOf({ rule, from, to, cycle = [] }: IViolation): Violation {
  return { rule: rule.name, from, to, cycle: cycle.map(({ name }) => name) };
}

const UNRESOLVED = {
  name: 'unresolved',
  severity: 'error',
  from: {},
  to: { couldNotResolve: true },
} as const;

// Copies, outputs, and what other packages bring along. The consumer of the types is compiled outside the workspace.
const EXCLUDED = '(^|/)(dist|node_modules|fixtures|reports|results)/|^packages/types/test/consumer/';

/** By how much a version is raised (semantic versioning). */
export type Bump = 'none' | 'patch' | 'minor' | 'major';

const ORDER: readonly Bump[] = ['none', 'patch', 'minor', 'major'];

/** The largest of some bumps; `none` of none. */
export function largest(bumps: readonly Bump[]): Bump {
  return ORDER.findLast((bump) => bumps.includes(bump)) ?? 'none';
}

/** Whether a bump is as large as another one, or larger. */
export function covers(bump: Bump, other: Bump): boolean {
  return ORDER.indexOf(bump) >= ORDER.indexOf(other);
}

/** The next version: `('1.2.3', 'minor')` → `1.3.0`. */
export function raised(version: string, bump: Bump): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (bump === 'major') return `${major + 1}.0.0`;
  if (bump === 'minor') return `${major}.${minor + 1}.0`;
  return bump === 'patch' ? `${major}.${minor}.${patch + 1}` : version;
}

/** The bump from one version to another; `undefined` if no single bump gives it. */
export function bumpBetween(from: string, to: string): Bump | undefined {
  return ORDER.find((bump) => raised(from, bump) === to);
}

/** Whether a value is a bump. */
export function isBump(value: unknown): value is Bump {
  return ORDER.some((bump) => bump === value);
}

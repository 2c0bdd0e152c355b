import { globSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

// The files that GitHub and editors read. Their schemas are in no package of the registry; what is checked here is what GitHub
// documents of the properties in use, and nothing else is allowed.

const root = fileURLToPath(new URL('..', import.meta.url));
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

const field = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: z.string() }) }),
  ...(['input', 'textarea'] as const).map((type) =>
    z.strictObject({
      type: z.literal(type),
      id: z.string().regex(/^[a-z-]+$/),
      attributes: z.strictObject({
        label: z.string(),
        description: z.string().optional(),
        placeholder: z.string().optional(),
      }),
      validations: z.strictObject({ required: z.boolean() }).optional(),
    }),
  ),
  z.strictObject({
    type: z.literal('dropdown'),
    id: z.string(),
    attributes: z.strictObject({ label: z.string(), options: z.array(z.string()).min(1) }),
    validations: z.strictObject({ required: z.boolean() }).optional(),
  }),
]);
const form = z.strictObject({
  name: z.string(),
  description: z.string(),
  labels: z.array(z.string()),
  body: z.array(field).min(1),
});
const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: root }).filter(
  (path) => !path.endsWith('config.yml'),
);

const dependabot = z.strictObject({
  version: z.literal(2),
  updates: z.array(
    z.strictObject({
      'package-ecosystem': z.enum(['npm', 'github-actions', 'docker']),
      directory: z.literal('/'),
      schedule: z.strictObject({ interval: z.enum(['daily', 'weekly', 'monthly']) }),
      'open-pull-requests-limit': z.int().optional(),
      cooldown: z.strictObject({ 'default-days': z.int().min(1).max(90) }).optional(),
      ignore: z.array(z.strictObject({ 'dependency-name': z.string() })).optional(),
      groups: z
        .record(
          z.string(),
          z.strictObject({
            patterns: z.array(z.string()).optional(),
            'dependency-type': z.enum(['development', 'production']).optional(),
            'update-types': z.array(z.enum(['major', 'minor', 'patch'])).optional(),
          }),
        )
        .optional(),
    }),
  ),
});

describe('the files of the repository', () => {
  it.each(forms)('%s is an issue form with an id for each answer', (path) => {
    const { body } = form.parse(parse(textOf(path)));
    const ids = body.flatMap((each) => ('id' in each ? [each.id] : []));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('Dependabot knows every property, and what it leaves alone is in the catalog', () => {
    const { updates } = dependabot.parse(parse(textOf('.github/dependabot.yml')));
    const names = Object.keys(parse(textOf('pnpm-workspace.yaml')).catalog);
    for (const { 'dependency-name': ignored } of updates.flatMap(({ ignore = [] }) => ignore))
      expect(
        names.some((name) => matchesGlob(name, ignored)),
        ignored,
      ).toBe(true);
  });

  it('the development container has the Node and the pnpm of the workspace', () => {
    const container = JSON.parse(textOf('.devcontainer/devcontainer.json'));
    expect(container.image).toBe(`node:${parse(textOf('pnpm-workspace.yaml')).nodeVersion}-bookworm`);
    expect(container.postCreateCommand).toContain(JSON.parse(textOf('package.json')).packageManager);
  });

  it('each published package has a change log, and names no repository that is not known', () => {
    const published = globSync('packages/*/package.json', { cwd: root })
      .map((path) => ({ path, manifest: JSON.parse(textOf(path)) }))
      .filter(({ manifest }) => manifest.private !== true);
    expect(published.length).toBe(2);
    for (const { path, manifest } of published) {
      expect(textOf(path.replace('package.json', 'CHANGELOG.md'))).toContain(`# ${manifest.name}\n`);
      expect([manifest.repository, manifest.homepage]).toEqual([undefined, undefined]);
    }
  });
});

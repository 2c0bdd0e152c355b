import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { describeConfig, readConfig } from '../src/config.ts';
import { withReceiver } from './running-receiver.ts';

const document = new URL('../../../docs/operations.md', import.meta.url);

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

/** As much of a Deployment as is looked at here. */
interface Deployment {
  readonly kind: string;
  readonly spec: {
    readonly replicas: number;
    readonly strategy: object;
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: object;
        readonly containers: readonly {
          readonly env: readonly { readonly name: string; readonly value?: string }[];
          readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
          readonly readinessProbe: Probe;
          readonly livenessProbe: Probe;
          readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
        }[];
        readonly volumes: readonly { readonly name: string }[];
      };
    };
  };
}

it('the deployment in docs/operations.md has one pod at a time, whose settings and probes the receiver has', async () => {
  const text = await readFile(document, 'utf8');
  const block = /```yaml kubernetes\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const parsed = parseAllDocuments(block);
  expect(parsed.flatMap((each) => ('errors' in each ? each.errors : []))).toEqual([]);
  const [deployment, claim] = Array.from(parsed, (each) => each.toJS()) as [Deployment, { kind: string }];
  expect([deployment.kind, claim.kind]).toEqual(['Deployment', 'PersistentVolumeClaim']);
  const { replicas, strategy, template } = deployment.spec;
  expect([replicas, strategy]).toEqual([1, { type: 'Recreate' }]);
  const { containers, volumes, terminationGracePeriodSeconds, securityContext } = template.spec;
  const [container] = containers;
  expect(securityContext).toMatchObject({ runAsNonRoot: true, fsGroup: expect.any(Number) });

  const env = container?.env ?? [];
  const known = describeConfig().map(({ name }) => name);
  for (const { name } of env) expect(known).toContain(name);
  const config = readConfig(
    Object.fromEntries(env.map(({ name, value = 'from-a-secret-of-ours' }) => [name, value])),
  );
  expect(terminationGracePeriodSeconds * 1_000).toBeGreaterThan(config.SHUTDOWN_TIMEOUT);
  expect(container?.ports).toEqual([{ name: 'webhooks', containerPort: config.PORT }]);
  expect(volumes.map(({ name }) => name)).toEqual(container?.volumeMounts.map(({ name }) => name));
  expect(config.DATABASE_URL).toMatchObject({
    file: expect.stringMatching(`^${container?.volumeMounts[0]?.mountPath}/`),
  });

  const { url } = await withReceiver();
  for (const probe of [container?.readinessProbe, container?.livenessProbe]) {
    expect(probe?.httpGet.port).toBe('webhooks');
    expect((await fetch(url + probe?.httpGet.path)).status).toBe(200);
  }
});

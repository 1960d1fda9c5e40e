import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { parse } from 'yaml';
import { valueAt } from '../../src/api/object.js';
import { parseSettings } from '../../src/api/settings.js';
import { addOperatorOptions } from '../../src/cli/operator-options.js';
import { parseManifests } from '../../src/sandbox/manifests.js';
import { CHART, find, render } from './render.js';

const podOf = async (values: object = {}) =>
  valueAt(find(await render(values), 'Deployment', 'tapdb-operator'), 'spec.template.spec');

/** The container's arguments, as the operator reads them. */
async function optionsOf(values: object): Promise<object> {
  const flags = valueAt({ pod: await podOf(values) }, 'pod.containers.0.args') as readonly string[];
  const [subcommand, ...rest] = flags;
  expect(subcommand).toBe('operator');
  return addOperatorOptions(new Command('operator').exitOverride()).parse(rest, { from: 'user' }).opts();
}

describe('the Deployment', () => {
  test('satisfies the restricted Pod Security Standard and writes to no disk', async () => {
    expect(await podOf()).toMatchObject({
      serviceAccountName: 'tapdb-operator',
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          image: 'tapdb-operator:0.1.0',
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          livenessProbe: { httpGet: { path: '/healthz', port: 'probes' } },
          readinessProbe: { httpGet: { path: '/readyz', port: 'probes' } },
          resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
        },
      ],
    });
  });

  test('has a second replica on another node', async () => {
    const deployment = find(await render(), 'Deployment', 'tapdb-operator');
    expect(deployment.spec?.['replicas']).toBe(2);
    expect(await podOf()).toMatchObject({ topologySpreadConstraints: [{ topologyKey: 'kubernetes.io/hostname' }] });
  });

  test('hands the values to the operator', async () => {
    const values = {
      watchNamespaces: ['shop', 'warehouse'],
      workers: 7,
      logLevel: 'debug',
      metrics: { port: 9000 },
      probePort: 9001,
    };
    expect(await optionsOf(values)).toEqual({
      config: '/etc/tapdb/config.yaml',
      leaderElect: true,
      namespace: ['shop', 'warehouse'],
      workers: 7,
      logLevel: 'debug',
      metricsPort: 9000,
      probePort: 9001,
    });
  });

  test('starts new pods for a new configuration', async () => {
    const checksum = async (values: object) =>
      valueAt(find(await render(values), 'Deployment', 'tapdb-operator'), 'spec.template.metadata.annotations');
    expect(await checksum({})).toEqual(await checksum({}));
    expect(await checksum({ allowedReferences: [{ namespace: '*', kind: 'Key', pattern: '*' }] })).not.toEqual(
      await checksum({}),
    );
  });
});

test('the configuration holds what foreign references are allowed, and the certificates', async () => {
  const read = async (values: object) =>
    parseSettings(parse(find(await render(values), 'ConfigMap', 'tapdb-operator').data?.['config.yaml'] ?? ''));
  expect(await read({})).toEqual({ allowedReferences: [] });
  const allowedReferences = ['Key', 'VPC', 'SecurityGroup', 'Topic'].map((kind) => ({
    namespace: 'shop',
    kind,
    pattern: '*',
  }));
  const caBundle = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
  expect(await read({ allowedReferences, caBundle })).toEqual({ allowedReferences, caBundle });
});

describe('optional objects', () => {
  test.each([
    ['PodDisruptionBudget', 'podDisruptionBudget'],
    ['NetworkPolicy', 'networkPolicy'],
  ])('%s comes only when asked for', async (kind, value) => {
    expect((await render()).filter((object) => object.kind === kind)).toEqual([]);
    const selector = { 'app.kubernetes.io/name': 'tapdb-operator', 'app.kubernetes.io/instance': 'tapdb-operator' };
    const { spec } = find(await render({ [value]: { enabled: true } }), kind, 'tapdb-operator');
    expect(spec?.['selector'] ?? spec?.['podSelector']).toEqual({ matchLabels: selector });
  });

  test('an account that exists already is used as it is', async () => {
    const objects = await render({ serviceAccount: { create: false, name: 'existing' } });
    expect(objects.filter(({ kind }) => kind === 'ServiceAccount')).toEqual([]);
    expect(find(objects, 'ClusterRoleBinding', 'tapdb-operator')).toMatchObject({ subjects: [{ name: 'existing' }] });
    await expect(render({ serviceAccount: { create: false } })).rejects.toThrow(
      'serviceAccount.name is needed where serviceAccount.create is false',
    );
  });
});

describe('the schema of the values', () => {
  test.each([
    [{ replicas: 3 }, /replicas/],
    [{ image: { name: 'x' } }, /name/],
    [{ guard: { enable: true } }, /enable/],
    [{ guard: { enabled: 'yes' } }, /boolean/],
    [{ logLevel: 'verbose' }, /logLevel|log.?level/i],
    [{ workers: 0 }, /workers|minimum/],
    [{ watchNamespaces: ['Shop'] }, /Shop|pattern/],
    [{ allowedReferences: [{ namespace: 'shop', kind: 'Key' }] }, /pattern/],
    [{ allowedReferences: [{ namespace: 'shop', kind: 'Bucket', pattern: '*' }] }, /kind/],
    [{ caBundle: 'bundle.pem' }, /caBundle|BEGIN CERTIFICATE/],
  ])('refuses %j', async (values, message) => {
    await expect(render(values)).rejects.toThrow(message);
  });

  test('describes exactly the values that values.yaml documents', () => {
    const schema = JSON.parse(readFileSync(`${CHART}values.schema.json`, 'utf8')) as { properties: object };
    const values = parse(readFileSync(`${CHART}values.yaml`, 'utf8')) as object;
    const { global: _, ...described } = schema.properties as Record<string, unknown>;
    expect(Object.keys(described).sort()).toEqual(Object.keys(values).sort());
  });
});

test('operator.yaml installs what the chart does, with the namespace', async () => {
  const [namespace, ...objects] = parseManifests(readFileSync(`${CHART}operator.yaml`, 'utf8'), 'operator.yaml');
  expect(namespace).toMatchObject({ kind: 'Namespace', metadata: { name: 'tapdb-system' } });
  expect(objects).toEqual(await render());
});

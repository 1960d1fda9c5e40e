import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { parse } from 'yaml';
import { ADOPTABLE_KINDS } from '../../src/api/aws-ids.js';
import { valueAt } from '../../src/api/object.js';
import { parseSettings } from '../../src/api/settings.js';
import { addOperatorOptions } from '../../src/cli/operator-options.js';
import { parseManifests } from '../../src/sandbox/manifests.js';
import { asksForTraces } from '../../src/telemetry/tracing.js';
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

  test('has a second replica in another zone, on another node', async () => {
    const { spec } = find(await render(), 'Deployment', 'tapdb-operator');
    expect(spec?.['replicas']).toBe(2);
    const common = { maxSkew: 1, labelSelector: spec?.['selector'], matchLabelKeys: ['pod-template-hash'] };
    expect(valueAt({ pod: await podOf() }, 'pod.topologySpreadConstraints')).toEqual([
      { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', ...common },
      { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', ...common },
    ]);
    expect(await podOf({ topologySpreadConstraints: [] })).not.toHaveProperty('topologySpreadConstraints');
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
      manageCompositions: true,
      namespace: ['shop', 'warehouse'],
      workers: 7,
      logLevel: 'debug',
      metricsPort: 9000,
      probePort: 9001,
      // What the chart leaves to the operator.
      ackResyncPeriod: 36_000_000,
    });
  });

  test('traces nothing unless asked to, and then as the standard variables say', async () => {
    const environmentOf = async (values: object) =>
      Object.fromEntries(
        (valueAt({ pod: await podOf(values) }, 'pod.containers.0.env') as readonly { name: string; value: string }[])
          .filter(({ name }) => name !== 'POD_NAME')
          .map(({ name, value }) => [name, value]),
      );
    expect(await environmentOf({})).toEqual({});
    const endpoint = 'https://collector.observability:4318';
    expect(await environmentOf({ tracing: { endpoint } })).toEqual({});
    const environment = await environmentOf({ tracing: { enabled: true, endpoint, sampleRatio: 0.5 } });
    expect(environment).toEqual({
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.5',
      OTEL_RESOURCE_ATTRIBUTES: 'k8s.namespace.name=tapdb-system,k8s.pod.name=$(POD_NAME)',
    });
    expect(asksForTraces(environment)).toBe(true);
    await expect(podOf({ tracing: { enabled: true } })).rejects.toThrow('tracing.enabled needs tracing.endpoint');
    await expect(podOf({ tracing: { endpoint: 'collector:4318' } })).rejects.toThrow('tracing');
    await expect(podOf({ tracing: { sampleRatio: 2 } })).rejects.toThrow('tracing');
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
  const allowedReferences = [...ADOPTABLE_KINDS, 'DBSnapshot'].map((kind) => ({
    namespace: 'shop',
    kind,
    pattern: '*',
  }));
  const caBundle = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
  expect(await read({ allowedReferences, caBundle })).toEqual({ allowedReferences, caBundle });
});

describe('optional objects', () => {
  test('of them only the PodDisruptionBudget is there by default', async () => {
    const kinds = (await render()).map(({ kind }) => kind);
    expect(kinds).toContain('PodDisruptionBudget');
    expect(kinds).not.toContain('NetworkPolicy');
  });

  test('metrics are for every pod, or for whom the values say', async () => {
    const ingressOf = async (networkPolicy: object) =>
      find(await render({ networkPolicy: { enabled: true, ...networkPolicy } }), 'NetworkPolicy', 'tapdb-operator')
        .spec;
    const ports = [{ port: 'metrics' }];
    expect(await ingressOf({})).toMatchObject({ policyTypes: ['Ingress'], ingress: [{ ports }] });
    expect((await ingressOf({}))?.['ingress']).toEqual([{ ports }]);
    const from = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }];
    expect((await ingressOf({ from }))?.['ingress']).toEqual([{ ports, from }]);
  });

  test.each([
    ['PodDisruptionBudget', 'podDisruptionBudget'],
    ['NetworkPolicy', 'networkPolicy'],
  ])('%s comes where it is not turned off', async (kind, value) => {
    expect((await render({ [value]: { enabled: false } })).filter((object) => object.kind === kind)).toEqual([]);
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

describe('the Pod of helm test', () => {
  test('comes with the test alone, and is none that the Service or the PodDisruptionBudget would take', async () => {
    const { metadata } = find(await render(), 'Pod', 'tapdb-operator-test');
    expect(metadata.annotations?.['helm.sh/hook']).toBe('test');
    const { spec } = find(await render(), 'Deployment', 'tapdb-operator');
    const [key, value] = Object.entries(valueAt(spec, 'selector.matchLabels') as object)[0] as [string, string];
    expect(metadata.labels?.[key]).not.toBe(value);
    const kinds = (await render({}, ['--skip-tests'])).map(({ kind }) => kind);
    expect(kinds).not.toContain('Pod');
  });

  test('is the image and account of the operator, and satisfies the restricted Pod Security Standard', async () => {
    const values = { image: { repository: 'registry.example.com/pg', tag: '2' }, serviceAccount: { name: 'pg' } };
    const pod = find(await render(values), 'Pod', 'tapdb-operator-test').spec;
    const operator = await podOf(values);
    const [ours, theirs] = [pod, operator].map((spec) => valueAt({ spec }, 'spec.containers.0') as never);
    for (const field of ['image', 'imagePullPolicy', 'securityContext', 'resources']) {
      expect(valueAt({ ours }, `ours.${field}`)).toEqual(valueAt({ theirs }, `theirs.${field}`));
    }
    for (const field of ['securityContext', 'serviceAccountName', 'automountServiceAccountToken']) {
      expect(pod?.[field]).toEqual(valueAt({ operator }, `operator.${field}`));
    }
    expect(pod?.['restartPolicy']).toBe('Never');
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
    [{ allowedReferences: [{ namespace: 'shop', kind: 'DBCluster', pattern: '*' }] }, /kind/],
    [{ caBundle: 'bundle.pem' }, /caBundle|BEGIN CERTIFICATE/],
    [{ metrics: { serviceMonitor: { enable: true } } }, /enable/],
    [{ metrics: { serviceMonitor: { interval: '30' } } }, /interval|pattern/],
    [{ metrics: { dashboard: { labels: { grafana_dashboard: 1 } } } }, /string/],
    [{ topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 1 }] }, /whenUnsatisfiable/],
  ])('refuses %j', async (values, message) => {
    await expect(render(values)).rejects.toThrow(message);
  });

  test('describes exactly the values that values.yaml documents, at every depth', () => {
    const schema = JSON.parse(readFileSync(`${CHART}values.schema.json`, 'utf8')) as Schema;
    const values = parse(readFileSync(`${CHART}values.yaml`, 'utf8')) as object;
    expect(described(schema)).toEqual(['global', ...namesOf(values, schema)].sort());
  });
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Values with names of their own, as `metrics.port`. */
const described = ({ properties = {} }: Schema): readonly string[] =>
  Object.entries(properties)
    .flatMap(([name, inner]) => [name, ...described(inner).map((path) => `${name}.${path}`)])
    .sort();

/** Those of values.yaml, as deep as the schema names them. */
const namesOf = (values: object, { properties = {} }: Schema): readonly string[] =>
  Object.entries(values).flatMap(([name, value]) => [
    name,
    ...(properties[name]?.properties === undefined ? [] : namesOf(value, properties[name])).map(
      (path) => `${name}.${path}`,
    ),
  ]);

test('operator.yaml installs what the chart does, with the namespace', async () => {
  const [namespace, ...objects] = parseManifests(readFileSync(`${CHART}operator.yaml`, 'utf8'), 'operator.yaml');
  expect(namespace).toMatchObject({ kind: 'Namespace', metadata: { name: 'tapdb-system' } });
  expect(objects).toEqual(await render({}, ['--skip-tests']));
});

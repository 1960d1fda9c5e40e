import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import type { ResourceKind } from '../../src/api/kinds.js';
import type { KubeObject } from '../../src/api/object.js';
import { ApiClient } from '../../src/kube/api-client.js';
import { Informer } from '../../src/kube/informer.js';
import { type ControlPlane, startControlPlane } from '../../src/sandbox/control-plane.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.js';

jest.setTimeout(60_000);

const widgets: ResourceKind = { group: 'example.com', version: 'v1', kind: 'Widget', plural: 'widgets' };
const crd: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
          },
        },
      },
    ],
  },
};
const ours = { 'tapstack.io/database': 'tap' };

let controlPlane: ControlPlane;
let proxy: FaultProxy;
let api: ApiClient;
let informer: Informer;
let running: Promise<void>;
let stateChanges: number;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  await controlPlane.admin.apply(crd);
}, 120_000);
afterAll(() => controlPlane.stop(), 60_000);

beforeEach(async () => {
  proxy = await startFaultProxy(controlPlane);
  const config = new KubeConfig();
  const file = `${controlPlane.directory}/faults.kubeconfig`;
  await proxy.writeKubeconfig(file, controlPlane.token('admin'));
  config.loadFromFile(file);
  const metrics = createMetrics();
  api = new ApiClient(config, { metrics });
  stateChanges = 0;
  informer = new Informer({
    api,
    resource: widgets,
    labelSelector: 'tapstack.io/database',
    onChange: () => undefined,
    onStateChange: () => stateChanges++,
    logger: createLogger('fatal'),
    metrics,
  });
  running = informer.run();
  await write('before', 1);
  await until(() => sizeOf('before') === 1);
}, 60_000);

afterEach(async () => {
  informer.stop();
  api.close();
  await running;
  await proxy.stop();
  for (const { metadata } of await controlPlane.admin.list('example.com/v1', 'Widget').catch(() => [])) {
    await remove(metadata.name);
  }
});

describe('an informer reconverges after', () => {
  test('a reset', async () => {
    const lists = countLists();
    for (const size of [2, 3, 4]) {
      proxy.reset();
      await write('before', size);
      await until(() => sizeOf('before') === size);
    }
    expect(countLists()).toBe(lists);
  });

  test('HTTP 500', async () => {
    const lists = countLists();
    await whileRefused(500);
    expect(countLists()).toBe(lists);
  }, 60_000);

  test('HTTP 401, when the credentials are good again', async () => {
    const lists = countLists();
    await whileRefused(401);
    expect(countLists()).toBe(lists);
  }, 60_000);

  test('a proxy that has gone silent', async () => {
    const lists = countLists();
    proxy.silence(true);
    await write('before', 2);
    await remove('before');
    await write('after', 1);
    await sleep(1_000);
    expect(sizeOf('before')).toBe(1);
    proxy.silence(false);
    await until(() => sizeOf('after') === 1 && sizeOf('before') === undefined, 90_000);
    expect(countLists()).toBe(lists);
  }, 120_000);

  test('410: by one list more', async () => {
    const lists = countLists();
    proxy.refuse(503);
    proxy.reset();
    await write('before', 2);
    await write('gone', 1);
    await remove('gone');
    await write('after', 1);
    // The server's memory of events goes with its process, etcd's with the compaction.
    await controlPlane.compact();
    await controlPlane.restartApiServer();
    proxy.refuse(undefined);
    await until(() => sizeOf('after') === 1 && sizeOf('before') === 2);
    expect(sizeOf('gone')).toBeUndefined();
    expect(countLists()).toBe(lists + 1);
  }, 60_000);

  test('its kind was removed and installed again', async () => {
    expect(informer.missing).toBe(false);
    const changes = stateChanges;
    await controlPlane.admin.delete({ apiVersion: crd.apiVersion, kind: crd.kind, name: crd.metadata.name });
    await until(() => informer.missing);
    expect(informer.settled).toBe(true);
    expect(stateChanges).toBe(changes + 1);
    await controlPlane.admin.apply(crd);
    await until(() => !informer.missing);
    expect(sizeOf('before')).toBeUndefined();
    await write('after', 7);
    await until(() => sizeOf('after') === 7);
    expect(stateChanges).toBe(changes + 2);
  }, 60_000);
});

test('an object that loses its label is gone', async () => {
  await write('before', 2, {});
  await until(() => sizeOf('before') === undefined);
});

/** Refuses everything for a while, in which one object changes, one goes and one comes. */
async function whileRefused(status: number): Promise<void> {
  await write('gone', 1);
  await until(() => sizeOf('gone') === 1);
  proxy.refuse(status);
  proxy.reset();
  await write('before', 2);
  await remove('gone');
  await write('after', 1);
  await until(() => proxy.seen.filter((request) => request.status === status).length >= 3);
  expect(sizeOf('before')).toBe(1);
  proxy.refuse(undefined);
  await until(() => sizeOf('before') === 2 && sizeOf('after') === 1 && sizeOf('gone') === undefined);
}

const sizeOf = (name: string): unknown => informer.store.get('default', name)?.spec?.['size'];

const countLists = (): number =>
  proxy.seen.filter(({ watch, status }) => !watch && status !== undefined && status < 300).length;

async function write(name: string, size: number, labels: Record<string, string> = ours): Promise<void> {
  await until(async () => {
    const object = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name, namespace: 'default', labels } };
    // The API server begins to serve a kind a moment after its definition.
    return controlPlane.admin.apply({ ...object, spec: { size } }).then(
      () => true,
      () => false,
    );
  });
}

const remove = (name: string): Promise<void> =>
  controlPlane.admin.delete({ apiVersion: 'example.com/v1', kind: 'Widget', namespace: 'default', name });

async function until(condition: () => boolean | Promise<boolean>, withinMs = 40_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not so within ${withinMs} ms: ${condition}`);
    await sleep(20);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../../../api/object.js';
import { type ApiClient, refTo, type WatchEvent } from '../../api-client.js';
import { RequestError } from '../../api-request.js';
import { timestamp } from './conditions.js';
import { findDifferences } from './differences.js';
import { toError } from './errors.js';
import { apiVersionOf, fieldManagerOf } from './kind.js';
import { type Requeueing, reconcile } from './reconcile.js';
import type { ReconcileContext } from './reconcile-context.js';
import { type Resource, toResource } from './resource.js';
import { createWorkQueue } from './work-queue.js';

const RECONNECT_MS = 200;

/** The controller of one kind: a watch, a queue, one worker. */
export interface Controller {
  /** Until `stop`; rejects never. */
  run(): Promise<void>;
  stop(): void;
  /** Looks again, as after a restart, at the objects (`namespace/name`) that are meant. */
  restart(isMeant?: (object: string) => boolean): void;
  /** Restamps every condition and changes nothing else. */
  touch(): Promise<void>;
}

export interface ControllerOptions extends ReconcileContext {
  readonly client: ApiClient;
  readonly milliseconds: (awsSeconds: number) => number;
  readonly resyncMs: number;
  /** After each reconcile, whatever came of it. */
  readonly onReconciled: () => void;
}

export function createController(options: ControllerOptions): Controller {
  const { kind, client, counters, faults, ownGenerations } = options;
  const queue = createWorkQueue();
  const stopping = new AbortController();
  const seen = new Map<string, Resource>();
  const writes = new Map<string, { before: Resource; after: Resource }[]>();

  const observe = (object: KubeObject): void => {
    const resource = toResource(object);
    const { uid = '', generation } = resource.metadata;
    const key = `${resource.metadata.namespace}/${resource.metadata.name}`;
    const before = seen.get(uid);
    seen.set(uid, resource);
    // A change of anything but spec, and but the mark of deletion, wakes nothing.
    if (before && before.metadata.generation === generation) return;
    if (before) writes.set(key, [...(writes.get(key) ?? []), { before, after: resource }]);
    queue.add(key);
  };

  const handle = ({ type, object }: WatchEvent): void => {
    if (type === 'DELETED') {
      seen.delete(object.metadata.uid ?? '');
      queue.add(`${object.metadata.namespace}/${object.metadata.name}`);
    } else if (type === 'ADDED' || type === 'MODIFIED') observe(object);
  };

  const watch = async (): Promise<void> => {
    const apiVersion = apiVersionOf(kind);
    const path = `/apis/${apiVersion}/${(await client.pathOf({ apiVersion, kind: kind.kind, name: 'any' })).split('/').at(-2)}`;
    const list = (await client.request('GET', path)) as { metadata: { resourceVersion: string }; items: KubeObject[] };
    const uids = new Set(list.items.map(({ metadata }) => metadata.uid));
    for (const uid of seen.keys()) if (!uids.has(uid)) seen.delete(uid);
    for (const item of list.items) observe({ ...item, apiVersion, kind: kind.kind });
    const { resourceVersion } = list.metadata;
    for await (const event of client.watch(apiVersion, kind.kind, { resourceVersion, signal: stopping.signal })) {
      if (event.type === 'ERROR') return;
      handle(event);
    }
  };

  const watchForEver = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await watch();
      } catch (error) {
        if (!(error instanceof RequestError) && !stopping.signal.aborted) counters.note('watchErrors', String(error));
      }
      await sleep(RECONNECT_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  /** Spec writes of others since the last reconcile that are nothing to AWS; tags always mean something to people. */
  const judged = { ...kind, notCompared: (kind.notCompared ?? []).filter((field) => field !== 'tags') };
  const judgeWrites = (key: string): void => {
    for (const { before, after } of writes.get(key) ?? []) {
      const { uid, generation, deletionTimestamp } = after.metadata;
      if (ownGenerations.delete(`${uid}@${generation}`)) continue;
      if (deletionTimestamp !== undefined && before.metadata.deletionTimestamp === undefined) continue;
      if (findDifferences(judged, withKnownRefs(after), withKnownRefs(before)).size > 0) continue;
      counters.count('needlessSpecWrites', kind.kind, after, `generation ${generation} changes nothing in AWS`);
    }
    writes.delete(key);
  };

  const process = async (key: string): Promise<void> => {
    const [namespace = '', name = ''] = key.split('/');
    if (faults.isDown(kind.service) || faults.find('stale', kind, key)) return;
    judgeWrites(key);
    let next: Requeueing;
    try {
      next = await reconcile(options, namespace, name);
    } catch (thrown) {
      if (!(thrown instanceof RequestError))
        counters.note('reconcileErrors', `${kind.kind} ${key}: ${toError(thrown).stack}`);
      next = 'backoff';
    }
    options.onReconciled();
    if (next === 'backoff') return queue.addRateLimited(key);
    queue.forget(key);
    if (next === 'resync') queue.addAfter(key, options.resyncMs);
    else if (next !== 'never') queue.addAfter(key, options.milliseconds(next.afterSeconds));
  };

  return {
    async run() {
      await Promise.all([watchForEver(), queue.run(process)]);
    },
    stop() {
      stopping.abort();
      queue.stop();
    },
    restart(isMeant = () => true) {
      for (const { metadata } of seen.values()) {
        const key = `${metadata.namespace}/${metadata.name}`;
        if (!isMeant(key)) continue;
        queue.forget(key);
        queue.add(key);
      }
    },
    async touch() {
      for (const resource of seen.values()) {
        const live = await client.get(refTo(resource as unknown as KubeObject));
        if (!live) continue;
        const { status } = toResource(live);
        const conditions = (status.conditions ?? []).map((condition) => ({
          ...condition,
          lastTransitionTime: timestamp(options.calendar()),
        }));
        if (conditions.length === 0) continue;
        await options.cluster.patch(
          resource,
          { status: { conditions } },
          { fieldManager: fieldManagerOf(kind), status: true },
        );
      }
    },
  };
}

/** References as text, with the namespace that an absent one means. */
function withKnownRefs(resource: Resource): Resource {
  const spec = JSON.parse(JSON.stringify(resource.spec), (field, value) =>
    field === 'from' && value?.name !== undefined ? { namespace: resource.metadata.namespace, ...value } : value,
  ) as Resource['spec'];
  return { ...resource, spec };
}

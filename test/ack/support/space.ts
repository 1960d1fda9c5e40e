import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import type { Json, KubeObject } from '../../../src/api/object.js';
import type { JsonObject } from '../../../src/sandbox/ack/runtime/resource.js';
import type { ObjectRef } from '../../../src/sandbox/api-client.js';
import { waitFor, waitForObject, waitUntilGone } from '../../../src/sandbox/wait-for.js';
import { type AckCluster, apiVersionOfKind } from './ack-cluster.js';

type Tree = { readonly [field: string]: Tree } & Record<string, never>;

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** An AWS object as the account holds it. */
export type AwsObject = { readonly id: string; readonly state: string; readonly [field: string]: unknown };

/** One namespace, whose name also makes names in AWS unique. */
export interface Space {
  readonly name: string;
  /** Server-side apply as the test's own manager. */
  apply(
    kind: string,
    name: string,
    spec: JsonObject,
    annotations?: Readonly<Record<string, string>>,
  ): Promise<KubeObject>;
  /** A merge patch, as a person with kubectl edit. */
  edit(kind: string, name: string, patch: unknown): Promise<KubeObject>;
  get(kind: string, name: string): Promise<KubeObject>;
  until(kind: string, name: string, what: string, holds: (object: KubeObject) => boolean): Promise<KubeObject>;
  /** As its spec is now. */
  untilSynced(kind: string, name: string): Promise<KubeObject>;
  /** Until the condition says so; gives it back. */
  untilCondition(kind: string, name: string, type: string, status?: string): Promise<Condition>;
  /** Until the condition is True with a message that holds the text. */
  untilSays(kind: string, name: string, type: string, text: string): Promise<void>;
  /** Until the controller has dealt with the spec as it is now. */
  untilReconciled(kind: string, name: string): Promise<KubeObject>;
  /** Until an object of AWS that belongs to this namespace is as wanted. */
  untilAws(type: string, wanted: object): Promise<void>;
  /** Applies and waits until it is synced. */
  synced(
    kind: string,
    name: string,
    spec: JsonObject,
    annotations?: Readonly<Record<string, string>>,
  ): Promise<KubeObject>;
  delete(kind: string, name: string): Promise<void>;
  untilGone(kind: string, name: string): Promise<void>;
  secret(name: string, data: Readonly<Record<string, string>>, type?: string): Promise<void>;
  /** What the account holds of a type that was made in this namespace, or for it. */
  aws(type: string): Promise<readonly AwsObject[]>;
  changeAws(type: string, id: string, change: unknown): Promise<void>;
  /** Messages that a counter has noted of this namespace. */
  counted(counter: string): Promise<readonly string[]>;
  /** A VPC and two subnets in two zones that were there before; the ids. */
  seedNetwork(region?: string): Promise<{ readonly vpcID: string; readonly subnetIDs: string[] }>;
}

export const conditionsOf = (object: KubeObject): readonly Condition[] =>
  (object.status?.['conditions'] ?? []) as unknown as readonly Condition[];

export const conditionOf = (object: KubeObject, type: string): Condition | undefined =>
  conditionsOf(object).find((condition) => condition.type === type);

export const isSynced = (object: KubeObject): boolean =>
  conditionOf(object, 'Ready')?.status === 'True' && conditionOf(object, 'ACK.ResourceSynced')?.status === 'True';

export async function createSpace(
  cluster: AckCluster,
  name: string,
  annotations: Readonly<Record<string, string>>,
): Promise<Space> {
  const { admin } = cluster.controlPlane;
  const refOf = (kind: string, object: string): ObjectRef => ({
    apiVersion: apiVersionOfKind(kind),
    kind,
    namespace: name,
    name: object,
  });
  await admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, annotations } });

  const space: Space = {
    name,
    apply: (kind, object, spec, given = {}) =>
      admin.apply(
        {
          apiVersion: apiVersionOfKind(kind),
          kind,
          metadata: { namespace: name, name: object, annotations: given },
          spec,
        },
        { fieldManager: 'test' },
      ),
    edit: (kind, object, patch) => admin.mergePatch(refOf(kind, object), patch, { fieldManager: 'person' }),
    async get(kind, object) {
      const found = await admin.get(refOf(kind, object));
      if (!found) throw new Error(`there is no ${kind} ${object}`);
      return found;
    },
    until: (kind, object, what, holds) =>
      waitForObject(admin, refOf(kind, object), what, holds, { timeoutMs: 15_000, intervalMs: 25 }),
    async untilSynced(kind, object) {
      // Else what was said of the spec before would count.
      await space.untilReconciled(kind, object);
      return space.until(kind, object, 'to be synced', isSynced);
    },
    async untilCondition(kind, object, type, status = 'True') {
      const holds = (live: KubeObject): boolean => conditionOf(live, type)?.status === status;
      return conditionOf(await space.until(kind, object, `to be ${type}=${status}`, holds), type) as Condition;
    },
    async untilSays(kind, object, type, text) {
      const says = (live: KubeObject): boolean => {
        const { status, message } = conditionOf(live, type) ?? {};
        return status === 'True' && (message ?? '').includes(text);
      };
      await space.until(kind, object, `to be ${type}: ${text}`, says);
    },
    async untilReconciled(kind, object) {
      const { generation = 0 } = (await space.get(kind, object)).metadata;
      await waitFor(`${kind} ${object} to be reconciled`, async () => {
        const { body } = await cluster.control('GET', `/reconciled/${kind}/${name}/${object}`);
        return (body as { generation: number }).generation >= generation;
      });
      return space.get(kind, object);
    },
    async untilAws(type, wanted) {
      let last: readonly AwsObject[] = [];
      const holds = async (): Promise<boolean> => {
        last = await space.aws(type);
        return last.some((each) => isPartOf(wanted, each));
      };
      await waitFor(`a ${type} in AWS to be ${JSON.stringify(wanted)}`, holds, { timeoutMs: 15_000 }).catch(() => {
        expect(last).toContainEqual(expect.objectContaining(wanted));
      });
    },
    async synced(kind, object, spec, given = {}) {
      await space.apply(kind, object, spec, given);
      return space.untilSynced(kind, object);
    },
    delete: (kind, object) => admin.delete(refOf(kind, object)),
    untilGone: (kind, object) => waitUntilGone(admin, refOf(kind, object), { timeoutMs: 15_000, intervalMs: 25 }),
    async secret(object, data, type = 'Opaque') {
      const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
      await admin.apply({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { namespace: name, name: object },
        type,
        data: Object.fromEntries(encoded) as Record<string, string>,
      });
    },
    async aws(type) {
      const { body } = await cluster.control('GET', '/account?secrets=true');
      const { records } = body as { records: Readonly<Record<string, readonly AwsObject[]>> };
      return (records[type] ?? []).filter((record) => JSON.stringify(record).includes(`${name}`));
    },
    async changeAws(type, id, change) {
      const { status, body } = await cluster.control('PATCH', `/resources/${type}/${encodeURIComponent(id)}`, change);
      if (status !== 200) throw new Error(JSON.stringify(body));
    },
    async counted(counter) {
      const { body } = await cluster.control('GET', '/counters');
      const { details } = body as { details: Readonly<Record<string, readonly string[]>> };
      return (details[counter] ?? []).filter((message) => message.includes(`${name}/`));
    },
    async seedNetwork(region = 'us-east-1') {
      const digits = Number(name.replace(/\D/g, '')).toString(16).padStart(16, '0');
      const vpcID = `vpc-${region.length % 10}${digits}`;
      const vpc = { cidrBlocks: ['10.0.0.0/16'], dnsSupport: true, dnsHostnames: true, addressUsageMetrics: false };
      await cluster.control('POST', '/resources/vpc', {
        id: vpcID,
        region,
        tenancy: 'default',
        defaultRules: false,
        ...vpc,
        for: name,
      });
      const subnetIDs: string[] = [];
      for (const [index, letter] of ['a', 'b'].entries()) {
        const id = `subnet-${index}${digits}`;
        const attributes = { mapPublicIPOnLaunch: true };
        const subnet = {
          id,
          region,
          vpcID,
          cidrBlock: `10.0.${index}.0/24`,
          zone: `${region}${letter}`,
          routeTables: [],
        };
        await cluster.control('POST', '/resources/subnet', { ...subnet, attributes, for: name });
        subnetIDs.push(id);
      }
      return { vpcID, subnetIDs };
    },
  };
  return space;
}

const isPartOf = (part: unknown, whole: unknown): boolean =>
  typeof part === 'object' && part !== null && !Array.isArray(part)
    ? Object.entries(part).every(([key, value]) => isPartOf(value, (whole as Tree | undefined)?.[key]))
    : isDeepStrictEqual(part, whole);

/** Reads `a.b.0.c` out of an object. */
export function at(object: unknown, path: string): Json | undefined {
  return path.split('.').reduce<unknown>((value, key) => (value as Tree | undefined)?.[key], object) as
    | Json
    | undefined;
}

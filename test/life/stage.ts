import type { TapDatabaseStatus } from '../../src/api/generated/tapdatabase.js';
import type { Json, KubeObject } from '../../src/api/object.js';
import { type AccountClient, type AccountRecord, connectAccount } from '../../src/sandbox/account-client.js';
import { type ObjectRef, refTo } from '../../src/sandbox/api-client.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { type Patience, waitForObject } from '../../src/sandbox/wait-for.js';
import { childRef, createNamespace, OPERATOR_FLAGS, statusOf, waitForCondition } from '../cluster/support/databases.js';
import { startTestCluster, type TestCluster } from '../cluster/support/test-cluster.js';

import { type Calendar, createCalendar } from './calendar.js';

type Fields = { readonly [field: string]: Json };

/** One control plane, one operator, one AWS, and the database whose life is led there. */
export interface Stage {
  readonly cluster: TestCluster;
  readonly account: AccountClient;
  readonly calendar: Calendar;
  readonly operator: ManagedProcess;
  readonly database: KubeObject;
  /** A merge patch of the spec, as of somebody with kubectl edit. */
  edit(spec: Fields): Promise<unknown>;
  annotate(annotations: Readonly<Record<string, string | null>>): Promise<unknown>;
  status(): Promise<TapDatabaseStatus>;
  /** Until a condition says so about the newest spec. */
  until(type: string, status: string, reason?: string): Promise<unknown>;
  /** Until every child is as composed and ACK reports it synced. */
  synced(): Promise<unknown>;
  /** A child by its kind and what its name has after the database's. */
  child(apiVersion: string, kind: string, suffix?: string): ObjectRef;
  /** Until a child is as wanted. */
  childIs(ref: ObjectRef, what: string, holds: (live: KubeObject) => boolean | undefined): Promise<KubeObject>;
  /** What a Secret holds. */
  secret(suffix: string): Promise<Readonly<Record<string, string>>>;
  /** An instance as AWS has it. */
  instance(suffix: string): Promise<AccountRecord | undefined>;
  /** What happens to an instance in AWS past Kubernetes; ACK looks at once. */
  changeInstance(suffix: string, change: Fields): Promise<void>;
  /** Until the status is as wanted. */
  untilStatus(what: string, holds: (status: TapDatabaseStatus) => boolean): Promise<unknown>;
  close(): Promise<void>;
}

export async function openStage(database: KubeObject): Promise<Stage> {
  const { namespace = 'default', name } = database.metadata;
  const calendar = await createCalendar();
  const follow = ['--calendar-file', calendar.file];
  // Whatever day it is: far from every window.
  await calendar.moveTo('wed', 12, 0);
  const cluster = await startTestCluster({
    audit: true,
    operator: { args: [...OPERATOR_FLAGS, ...follow] },
    ack: { args: follow },
  });
  const { admin } = cluster;
  const account = await connectAccount(cluster.ack as ManagedProcess);
  await createNamespace(cluster, namespace);
  const patience: Patience = { timeoutMs: 120_000, intervalMs: 100, processes: cluster.programs };
  const stage: Stage = {
    cluster,
    account,
    calendar,
    operator: cluster.operator as ManagedProcess,
    database,
    edit: (spec) => admin.mergePatch(refTo(database), { spec }),
    annotate: (annotations) => admin.mergePatch(refTo(database), { metadata: { annotations } }),
    status: () => statusOf(cluster, database),
    until: (type, status, reason) =>
      waitForCondition(cluster, database, reason === undefined ? [type, status] : [type, status, reason], patience),
    synced: () => stage.until('Synced', 'True'),
    child: (apiVersion, kind, suffix) => childRef(database, apiVersion, kind, suffix),
    childIs: (ref, what, holds) => waitForObject(admin, ref, what, (live) => holds(live) ?? false, patience),
    async secret(suffix) {
      const { data = {} } = (await admin.get(childRef(database, 'v1', 'Secret', suffix))) ?? {};
      return Object.fromEntries(
        Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
      );
    },
    instance: async (suffix) =>
      (await account.contents())['dbInstance']?.find((record) => record['id'] === `${name}-${suffix}-dev`),
    async changeInstance(suffix, change) {
      await account.request('PATCH', `/resources/dbInstance/${name}-${suffix}-dev`, change);
      await account.request('POST', '/resync');
    },
    untilStatus: (what, holds) =>
      waitForObject(admin, refTo(database), what, (live) => holds((live.status ?? {}) as TapDatabaseStatus), patience),
    async close() {
      await cluster.stop();
      await calendar.close();
    },
  };
  return stage;
}

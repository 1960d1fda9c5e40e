import type { KubeObject } from '../../src/api/object.js';
import type { DeletionPolicy } from '../../src/changes/retention.js';
import { teardown } from '../../src/changes/teardown.js';
import { ack, label, NOW, synced } from './support.js';

export const RETAIN = { 'services.k8s.aws/deletion-policy': 'retain' };
export const deletion = (skip: boolean, snapshot?: string): Record<string, string> => ({
  'rds.services.k8s.aws/skip-final-snapshot': String(skip),
  'rds.services.k8s.aws/delete-automated-backups': String(skip),
  ...(snapshot === undefined ? {} : { 'rds.services.k8s.aws/final-db-snapshot-identifier': snapshot }),
});

export const primary = (spec: object = {}, annotations = deletion(false, 'tap-final-dev')): KubeObject =>
  synced(
    ack('DBInstance', 'p', { dbInstanceIdentifier: 'p-primary-dev', ...spec } as never, {
      ...label('instance', 'primary'),
      annotations,
      metadata: { uid: '0b0c3c5e-5f0a-4c0e-9a2e-2d2f6b1d9a01' },
    }),
  );
export const replica = synced(
  ack(
    'DBInstance',
    'r',
    { dbInstanceIdentifier: 'p-replica-1-dev', sourceDBInstanceIdentifier: 'p-primary-dev' },
    label('instance', 'replica-1'),
  ),
);
/** The snapshot that the primary waits for, available and told to stay. */
export const lastSnapshot = (status: object = {}, annotations: object = RETAIN): KubeObject =>
  synced(
    ack(
      'DBSnapshot',
      'p-primary-dev-last-0b0c3c5e',
      { dbSnapshotIdentifier: 'p-primary-dev-last-0b0c3c5e', dbInstanceIdentifier: 'p-primary-dev' },
      { ...label('component', 'teardown'), annotations: annotations as never },
    ),
    status as never,
  );
export const vpc = synced(ack('VPC', 'v'));

/** `delete Kind/name` and `patch Kind/name`, in order. */
export const steps = (children: readonly KubeObject[], policy: DeletionPolicy = 'Snapshot', now = NOW) =>
  teardown(children, policy, now).steps.map(({ action, object }) => `${action} ${object.kind}/${object.metadata.name}`);
export const patches = (children: readonly KubeObject[], policy: DeletionPolicy = 'Snapshot') =>
  teardown(children, policy, NOW).steps.flatMap((step) => (step.action === 'patch' ? [step.patch] : []));
/** The patch that says only this. */
export const annotations = (values: Readonly<Record<string, string | null>>) => ({ metadata: { annotations: values } });

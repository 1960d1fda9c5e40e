import { type KubeObject, valueAt, valuesAt } from '../api/object.js';
import { isLook } from './look.js';
import { isLifter } from './stuck-primary.js';

/** A read replica that stands for one in AWS, by its object. */
export const isReplica = (object: KubeObject): boolean =>
  object.kind === 'DBInstance' &&
  object.spec?.['sourceDBInstanceIdentifier'] !== undefined &&
  !isLook(object) &&
  !isLifter(object);

export const identifierOf = ({ spec }: KubeObject): string => String(spec?.['dbInstanceIdentifier']);

/** Identifiers of the replicas that RDS listed when ACK last looked at the instance. */
export const listedReplicas = (instance: KubeObject): readonly string[] =>
  valuesAt(instance, 'status.readReplicaDBInstanceIdentifiers.*').map(String);

/** The live instance that a replica copies. */
export const sourceOf = (replica: KubeObject, live: readonly KubeObject[]): KubeObject | undefined =>
  live.find(
    (object) => object.kind === 'DBInstance' && identifierOf(object) === replica.spec?.['sourceDBInstanceIdentifier'],
  );

/** ACK sets its finalizer before it asks AWS for anything, and the status only after the answer. */
export const mayExistInAWS = ({ metadata, status }: KubeObject): boolean =>
  valueAt(status, 'dbInstanceStatus') !== undefined ||
  (metadata.finalizers ?? []).some((finalizer) => finalizer.startsWith('finalizers.rds.services.k8s.aws/'));

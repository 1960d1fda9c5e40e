import { createSnapshot, deleteSnapshot } from '../aws/db-snapshot.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import { SYNCED, setCondition } from '../runtime/conditions.js';
import { Interrupted, Requeue } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Fields, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { required, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Spec = Tagged & { dbInstanceIdentifier?: string; dbSnapshotIdentifier?: string };

const recordOf = ({ account, region }: Call, { spec }: Resource<Spec>): Records['dbSnapshot'] =>
  found(account.find('dbSnapshot', (spec.dbSnapshotIdentifier ?? '').toLowerCase(), region));

function writeStatus(call: Call, { status }: Resource<Spec>, snapshot: Records['dbSnapshot']): void {
  const { attributes } = snapshot;
  const fields: Fields = {
    status: snapshot.state,
    percentProgress: snapshot.state === 'available' ? 100 : 0,
    snapshotType: 'manual',
    engine: attributes.engine,
    allocatedStorage: attributes.allocatedStorage,
    encrypted: attributes.storageEncrypted,
    kmsKeyID: attributes.kmsKeyID,
    masterUsername: attributes.masterUsername,
    availabilityZone: attributes.availabilityZone,
    port: snapshot.port,
    storageType: attributes.storageType,
    vpcID: snapshot.vpcID,
  };
  assign(status as Fields, fields);
  setMetadata(call, status, snapshot.arn);
}

export const dbSnapshot: Kind<Spec> = {
  service: 'rds',
  kind: 'DBSnapshot',
  references: [
    {
      from: 'dbInstanceIdentifierRef',
      into: 'dbInstanceIdentifier',
      service: 'rds',
      kind: 'DBInstance',
      target: 'spec.dbInstanceIdentifier',
      required: true,
    },
  ],
  find(call, resource) {
    const snapshot = recordOf(call, resource);
    assign(resource.spec, {
      dbInstanceIdentifier: snapshot.instance,
      tags: listTags(resource.spec.tags, snapshot.tags),
    });
    writeStatus(call, resource, snapshot);
    if (snapshot.state !== 'available') setCondition(resource, SYNCED, 'False');
    return resource;
  },
  create(call, desired) {
    const { dbSnapshotIdentifier = '', dbInstanceIdentifier = '', tags } = desired.spec;
    const snapshot = createSnapshot(call, dbSnapshotIdentifier, dbInstanceIdentifier);
    snapshot.tags = { ...snapshot.tags, ...tagsToSend(call, tags) };
    writeStatus(call, desired, snapshot);
    setCondition(desired, SYNCED, 'False');
    return desired;
  },
  update(call, desired, latest, differences) {
    const snapshot = recordOf(call, latest);
    syncTags(call, snapshot, differences, desired.spec.tags);
    desired.status = latest.status;
    if (snapshot.state !== 'available') {
      throw new Interrupted(desired, new Requeue(`DB snapshot in '${snapshot.state}' state, cannot be modified`, 30));
    }
    return desired;
  },
  delete: (call, resource) => deleteSnapshot(call, recordOf(call, resource)),
  populate: (resource, fields) =>
    assign(resource.spec, { dbSnapshotIdentifier: required(fields, 'dbSnapshotIdentifier') }),
};

import { GLOBAL } from '../aws/iam.js';
import { arnOf, digest } from '../aws/identifiers.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import { SYNCED, setCondition } from '../runtime/conditions.js';
import { AwsError } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { populateName, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Spec = Tagged & { name?: string; path?: string; role?: string };

type Status = { instanceProfileID?: string };

const recordOf = ({ account }: Call, { spec }: Resource<Spec, Status>): Records['instanceProfile'] =>
  found(account.find('instanceProfile', spec.name ?? ''));

function writeStatus(call: Call, { status }: Resource<Spec, Status>, profile: Records['instanceProfile']): void {
  assign(status, { instanceProfileID: `AIPA${digest(profile.id, 17).toUpperCase()}` });
  setMetadata(call, status, profile.arn);
}

export const instanceProfile: Kind<Spec, Status> = {
  service: 'iam',
  kind: 'InstanceProfile',
  references: [{ from: 'roleRef', into: 'role', service: 'iam', kind: 'Role', target: 'spec.name' }],
  terminalCodes: ['InvalidInput'],
  lateInitialized: ['path'],
  comparisons: { path: (a, b) => a === undefined || a === b },
  find(call, resource) {
    const record = recordOf(call, resource);
    assign(resource.spec, { path: record.path, role: record.role, tags: listTags(resource.spec.tags, record.tags) });
    writeStatus(call, resource, record);
    return resource;
  },
  create(call, desired) {
    const { account, region, token } = call;
    const { name = '', path = '/', tags } = desired.spec;
    if (!/^[\w+=,.@-]{1,128}$/.test(name)) {
      throw new AwsError('ValidationError', `The specified value for instanceProfileName is invalid: ${name}`);
    }
    if (account.find('instanceProfile', name)) {
      throw new AwsError('EntityAlreadyExists', `Instance Profile ${name} already exists.`);
    }
    const arn = arnOf('iam', region, `instance-profile${path}${name}`);
    const record = account.insert('instanceProfile', { id: name, arn, region: GLOBAL, madeBy: token, path });
    record.tags = tagsToSend(call, tags);
    writeStatus(call, desired, record);
    // The role is put in by the next reconcile.
    setCondition(desired, SYNCED, 'False');
    return desired;
  },
  update(call, desired, latest, differences) {
    const record = recordOf(call, latest);
    const { role, tags } = desired.spec;
    if (differences.has('role')) {
      if (role !== undefined && !call.account.find('role', role)) {
        throw new AwsError('NoSuchEntity', `The role with name ${role} cannot be found.`);
      }
      assign(record, { role });
    }
    syncTags(call, record, differences, tags);
    desired.status = latest.status;
    return desired;
  },
  delete(call, resource) {
    const record = recordOf(call, resource);
    delete record.role;
    call.account.remove('instanceProfile', record.id, GLOBAL);
  },
  populate: populateName,
};

import { arnOf } from '../aws/identifiers.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import { AwsError } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Resource } from '../runtime/resource.js';
import { specTags } from '../runtime/tags.js';
import { populateName, setMetadata, syncTags, tagsToSend } from './mapping.js';

type Spec = { name?: string; retentionDays?: number; kmsKeyID?: string; tags?: Record<string, string> };

type Status = { retentionInDays?: number; storedBytes?: number };

const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The first whose name begins so: a longer name can be taken for it. */
const recordOf = ({ account, region }: Call, { spec }: Resource<Spec, Status>): Records['logGroup'] =>
  found(account.list('logGroup', (group) => group.region === region && group.id.startsWith(spec.name ?? ''))[0]);

function checkRetention(days: number | undefined): void {
  if (days === undefined || RETENTIONS.includes(days)) return;
  throw new AwsError('InvalidParameterException', `${days} is not a valid retention: ${RETENTIONS.join(', ')}`);
}

function writeStatus(call: Call, { status }: Resource<Spec, Status>, group: Records['logGroup']): void {
  assign(status, { retentionInDays: group.retentionDays, storedBytes: 0 });
  setMetadata(call, status, group.arn);
}

export const logGroup: Kind<Spec, Status> = {
  service: 'cloudwatchlogs',
  kind: 'LogGroup',
  references: [
    { from: 'kmsKeyRef', into: 'kmsKeyID', service: 'kms', kind: 'Key', target: 'status.ackResourceMetadata.arn' },
  ],
  notCompared: ['kmsKeyID'],
  find(call, resource) {
    const group = recordOf(call, resource);
    assign(resource.spec, {
      name: group.id,
      retentionDays: group.retentionDays,
      tags: specTags(resource.spec.tags, group.tags, (tags) =>
        Object.keys(tags).length > 0 ? { ...tags } : undefined,
      ),
    });
    writeStatus(call, resource, group);
    return resource;
  },
  create(call, desired) {
    const { account, region, token } = call;
    const { name = '', retentionDays, kmsKeyID, tags } = desired.spec;
    if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name)) {
      throw new AwsError('InvalidParameterException', `Value '${name}' at 'logGroupName' failed to satisfy constraint`);
    }
    if (account.find('logGroup', name, region)) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    const arn = arnOf('logs', region, `log-group:${name}`);
    const group = account.insert('logGroup', { id: name, arn, region, madeBy: token });
    group.tags = tagsToSend(call, tags);
    // A second call, after the group is there.
    checkRetention(retentionDays);
    assign(group, { retentionDays, kmsKeyID });
    writeStatus(call, desired, group);
    return desired;
  },
  update(call, desired, latest, differences) {
    const group = recordOf(call, latest);
    const { retentionDays, tags } = desired.spec;
    if (differences.has('retentionDays')) {
      checkRetention(retentionDays);
      assign(group, { retentionDays });
    }
    syncTags(call, group, differences, tags);
    writeStatus(call, desired, group);
    return desired;
  },
  delete: (call, resource) => call.account.remove('logGroup', recordOf(call, resource).id, call.region),
  populate: populateName,
};

import { arnOf, digest, uuidOf } from '../aws/identifiers.js';
import type { Records } from '../aws/records.js';
import { AwsError, NotFound } from '../runtime/errors.js';
import type { Call, Kind, SecretKeyReference } from '../runtime/kind.js';
import { assign, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { required, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Spec = Tagged & { name?: string; description?: string; kmsKeyID?: string; secretString?: SecretKeyReference };

type Status = { id?: string; versionID?: string };

const RECOVERY_SECONDS = 30 * 86_400;

const findByName = ({ account, region }: Call, name: string): Records['secret'] | undefined =>
  account.list('secret', (secret) => secret.region === region && secret.name === name)[0];

/** By ARN or name, as SecretId takes both. One that is scheduled for deletion is still described. */
function lookUp(call: Call, { spec, status }: Resource<Spec, Status>): Records['secret'] {
  const { account, region } = call;
  const id = status.id ?? spec.name ?? '';
  const secret = account.find('secret', id, region) ?? findByName(call, id);
  if (!secret || secret.deleting) throw new NotFound();
  return secret;
}

function writeStatus(call: Call, { status }: Resource<Spec, Status>, secret: Records['secret']): void {
  assign(status, { id: secret.id, versionID: secret.versionID });
  setMetadata(call, status, secret.arn);
}

export const secret: Kind<Spec, Status> = {
  service: 'secretsmanager',
  kind: 'Secret',
  references: [{ from: 'kmsKeyRef', into: 'kmsKeyID', service: 'kms', kind: 'Key', target: 'status.keyID' }],
  // A new value, or another reference, is never noticed: what is read is a copy of what was wanted.
  notCompared: ['secretString'],
  find(call, resource) {
    const record = lookUp(call, resource);
    assign(resource.spec, {
      name: record.name,
      description: record.description,
      kmsKeyID: record.kmsKeyID,
      tags: listTags(resource.spec.tags, record.tags),
    });
    writeStatus(call, resource, record);
    return resource;
  },
  async create(call, desired) {
    const { account, region, token } = call;
    const { name = '', description, kmsKeyID, tags, secretString: reference } = desired.spec;
    const secretString = reference && (await call.secretValue(reference));
    if (!/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name)) {
      throw new AwsError('ValidationException', `Invalid name: ${name}. Must use alphanumeric characters and /_+=.@-`);
    }
    const taken = findByName(call, name);
    if (taken?.deleting) {
      throw new AwsError(
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
    if (taken)
      throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    const arn = arnOf('secretsmanager', region, `secret:${name}-${digest(account.identify('secret ', token), 6)}`);
    const record = account.insert('secret', {
      id: arn,
      arn,
      region,
      madeBy: token,
      name,
      versionID: uuidOf(`${arn}1`),
    });
    assign(record, { description, secretString, kmsKeyID, tags: tagsToSend(call, tags) });
    writeStatus(call, desired, record);
    return desired;
  },
  async update(call, desired, latest, differences) {
    const record = lookUp(call, latest);
    const { description, kmsKeyID, tags, secretString: reference } = desired.spec;
    syncTags(call, record, differences, tags);
    // Any call sends the value along.
    const secretString = reference && (await call.secretValue(reference));
    const versionID = secretString === record.secretString ? record.versionID : uuidOf(`${record.versionID}+`);
    assign(record, { description, kmsKeyID, secretString, versionID });
    desired.status = latest.status;
    writeStatus(call, desired, record);
    return desired;
  },
  delete(call, resource) {
    const record = lookUp(call, resource);
    call.account.walkAway(record, [['PendingDeletion', RECOVERY_SECONDS]]);
  },
  populate(resource, fields) {
    assign(resource.status, { id: required(fields, 'id') });
    if (fields['name'] !== undefined) resource.spec.name = fields['name'];
  },
};

import { arnOf } from '../aws/identifiers.js';
import { getKey } from '../aws/kms.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import { AwsError } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import type { Resource } from '../runtime/resource.js';
import { populateName, setMetadata } from './mapping.js';

type Spec = { name?: string; targetKeyID?: string };

const prefixed = (name = ''): string => (name.startsWith('alias/') ? name : `alias/${name}`);

const recordOf = ({ account, region }: Call, { spec }: Resource<Spec>): Records['alias'] =>
  found(account.find('alias', prefixed(spec.name), region));

function target(call: Call, id: string | undefined): string {
  const key = getKey(call, id ?? '');
  if (key.deleting) throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  return key.id;
}

export const alias: Kind<Spec> = {
  service: 'kms',
  kind: 'Alias',
  references: [
    { from: 'targetKeyRef', into: 'targetKeyID', service: 'kms', kind: 'Key', target: 'status.keyID', required: true },
  ],
  find(call, resource) {
    const record = recordOf(call, resource);
    resource.spec.targetKeyID = record.targetKeyID;
    setMetadata(call, resource.status, record.arn);
    return resource;
  },
  create(call, desired) {
    const { account, region, token } = call;
    const id = prefixed(desired.spec.name);
    if (!/^alias\/[a-zA-Z0-9/_-]{1,250}$/.test(id) || id.startsWith('alias/aws/')) {
      throw new AwsError('InvalidAliasNameException', `Alias name ${id} is not valid`);
    }
    if (account.find('alias', id, region)) {
      throw new AwsError('AlreadyExistsException', `An alias with the name ${id} already exists`);
    }
    const targetKeyID = target(call, desired.spec.targetKeyID);
    const record = account.insert('alias', { id, arn: arnOf('kms', region, id), region, madeBy: token, targetKeyID });
    setMetadata(call, desired.status, record.arn);
    return desired;
  },
  update(call, desired, latest) {
    recordOf(call, latest).targetKeyID = target(call, desired.spec.targetKeyID);
    desired.status = latest.status;
    return desired;
  },
  delete: (call, resource) => call.account.remove('alias', recordOf(call, resource).id, call.region),
  populate: populateName,
};

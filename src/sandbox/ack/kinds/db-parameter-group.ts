import { createParameterGroup, deleteParameterGroup, setParameters } from '../aws/db-groups.js';
import { PARAMETERS } from '../aws/db-parameters.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import { Interrupted, Requeue, Terminal } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Fields, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { populateName, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Spec = Tagged & {
  name?: string;
  family?: string;
  description?: string;
  parameterOverrides?: Record<string, string>;
};

type Status = { parameterOverrideStatuses?: Fields[] };

const recordOf = ({ account, region }: Call, { spec }: Resource<Spec, Status>): Records['dbParameterGroup'] =>
  found(account.find('dbParameterGroup', (spec.name ?? '').toLowerCase(), region));

export const dbParameterGroup: Kind<Spec, Status> = {
  service: 'rds',
  kind: 'DBParameterGroup',
  notCompared: ['family', 'description'],
  find(call, resource) {
    const group = recordOf(call, resource);
    const { parameters, refusal } = group;
    if (refusal !== undefined && resource.metadata.deletionTimestamp === undefined) throw new Terminal(refusal);
    assign(resource.spec, {
      name: group.id,
      parameterOverrides: Object.keys(parameters).length > 0 ? { ...parameters } : undefined,
      tags: listTags(resource.spec.tags, group.tags),
    });
    resource.status.parameterOverrideStatuses = Object.entries(parameters).map(([parameterName, parameterValue]) => {
      const { applyType = 'dynamic' } = PARAMETERS[parameterName] ?? {};
      const applyMethod = applyType === 'static' ? 'pending-reboot' : 'immediate';
      return { parameterName, parameterValue, applyMethod, applyType };
    });
    setMetadata(call, resource.status, group.arn);
    return resource;
  },
  create(call, desired) {
    const { name = '', family = '', description = '', parameterOverrides = {}, tags } = desired.spec;
    const group = createParameterGroup(call, name, family, description);
    group.tags = tagsToSend(call, tags);
    // A refused value leaves the group behind.
    setParameters(call, group, parameterOverrides);
    setMetadata(call, desired.status, group.arn);
    return desired;
  },
  update(call, desired, latest, differences) {
    const group = recordOf(call, latest);
    syncTags(call, group, differences, desired.spec.tags);
    desired.status = latest.status;
    if (!differences.has('parameterOverrides')) return desired;
    setParameters(call, group, desired.spec.parameterOverrides ?? {});
    throw new Interrupted(desired, new Requeue('parameter overrides modified, requeuing to refresh status', 5));
  },
  delete: (call, resource) => deleteParameterGroup(call, recordOf(call, resource)),
  populate: populateName,
};

import { resourceKindOf } from '../../src/api/kinds.js';
import type { KubeObject } from '../../src/api/object.js';
import type { AuditEvent } from '../../src/sandbox/audit-log.js';

const OPERATOR = 'system:serviceaccount:tapdb-system:tapdb-operator';

export const isOperator = ({ user }: AuditEvent): boolean => user.username === OPERATOR;

/** Requests that changed something, or tried to. */
export const isWrite = ({ verb }: AuditEvent): boolean =>
  ['create', 'update', 'patch', 'delete', 'deletecollection'].includes(verb);

/** The Lease is renewed for ever; it is the one write at rest. */
export const isLease = ({ objectRef }: AuditEvent): boolean => objectRef?.resource === 'leases';

export const describe = ({ verb, requestURI, responseStatus }: AuditEvent): string =>
  `${verb} ${requestURI} → ${responseStatus?.code}`;

/** Milliseconds since the epoch; the log has microseconds. */
export const timeOf = ({ stageTimestamp }: AuditEvent): number => microseconds(stageTimestamp) / 1000;

const microseconds = (stamp: string): number => {
  const [seconds = '', fraction = '0'] = stamp.replace('Z', '').split('.');
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
};

/** The events of one object, in the order of the answers. */
export function eventsOf(log: readonly AuditEvent[], object: KubeObject): readonly AuditEvent[] {
  const { plural, group } = resourceKindOf(object);
  return log.filter(
    ({ objectRef }) =>
      objectRef?.name === object.metadata.name &&
      objectRef.resource === plural &&
      (objectRef.apiGroup ?? '') === group &&
      objectRef.namespace === object.metadata.namespace,
  );
}

/** When the operator made the object; undefined for one that it did not make. */
export function createdAt(log: readonly AuditEvent[], object: KubeObject): number | undefined {
  const made = eventsOf(log, object).find((event) => isOperator(event) && event.responseStatus?.code === 201);
  return made === undefined ? undefined : timeOf(made);
}

/** When others than the operator last wrote its status before that time. */
export function statusWrittenAt(log: readonly AuditEvent[], object: KubeObject, before: number): number | undefined {
  const writes = eventsOf(log, object).filter(
    (event) =>
      !isOperator(event) && isWrite(event) && event.objectRef?.subresource === 'status' && timeOf(event) <= before,
  );
  return writes.length === 0 ? undefined : Math.max(...writes.map(timeOf));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

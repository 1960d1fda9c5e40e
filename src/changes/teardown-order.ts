import { refKey, refOf } from '../api/child.js';
import type { KubeObject } from '../api/object.js';
import { LABEL_COMPONENT } from '../api/words.js';
import { unreferenced } from './plan.js';
import { referencesOf } from './references.js';

/**
 * The children whose turn it is, in a deletion's order: out of the connection, with alarms; replicas, then the primary; and
 * only when no instance is left the rest, each when nothing refers to it.
 */
export const whoseTurnItIs = (children: readonly KubeObject[]): ReadonlySet<KubeObject> =>
  new Set(unreferenced(candidates(children), children));

/** What may go in this stage: never an instance that somebody may still connect to, nor what is under a living instance. */
function candidates(children: readonly KubeObject[]): readonly KubeObject[] {
  const connection = children.filter(({ metadata }) => metadata.labels?.[LABEL_COMPONENT] === 'connection');
  const instances = children.filter(({ kind }) => kind === 'DBInstance');
  if (connection.length === 0 && instances.length === 0) return afterInstances(children);
  const first = withDependents(connection, children);
  const then = withDependents(instances, children);
  return connection.length === 0 ? then : children.filter((object) => first.includes(object) || isAside(object, then));
}

/**
 * The object of an instance goes when AWS accepts the deletion, minutes before the instance does; AWS lets a subnet group go
 * only after that. Until then RDS still writes logs, and needs the key for the final snapshot.
 */
function afterInstances(children: readonly KubeObject[]): readonly KubeObject[] {
  const isRDSDone = children.every(({ kind }) => kind !== 'DBSubnetGroup');
  return isRDSDone ? children : children.filter(({ kind }) => !['Alias', 'Key', 'LogGroup'].includes(kind));
}

const isAside = (object: KubeObject, then: readonly KubeObject[]): boolean =>
  object.kind !== 'DBInstance' && then.includes(object);

/** The objects and everything that refers to them, directly or not. */
function withDependents(objects: readonly KubeObject[], all: readonly KubeObject[]): readonly KubeObject[] {
  const keys = new Set(objects.map((object) => refKey(refOf(object))));
  const more = all.filter(
    (object) => !objects.includes(object) && referencesOf(object, all).some((ref) => keys.has(refKey(ref))),
  );
  return more.length === 0 ? objects : withDependents([...objects, ...more], all);
}

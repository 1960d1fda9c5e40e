import { type KubeObject, valueAt } from '../api/object.js';
import { LABEL_INSTANCE } from '../api/words.js';
import { isServingState } from '../composition/serving-states.js';

export const instanceOf = (children: readonly KubeObject[], instance: string): KubeObject | undefined =>
  children.find(({ kind, metadata }) => kind === 'DBInstance' && metadata.labels?.[LABEL_INSTANCE] === instance);

/** Read replicas by number, the lowest first. */
export function replicasOf(children: readonly KubeObject[]): readonly KubeObject[] {
  const numberOf = ({ metadata }: KubeObject): number =>
    Number(metadata.labels?.[LABEL_INSTANCE]?.replace('replica-', ''));
  return children
    .filter(({ kind, metadata }) => kind === 'DBInstance' && metadata.labels?.[LABEL_INSTANCE]?.startsWith('replica-'))
    .sort((a, b) => numberOf(a) - numberOf(b));
}

export const stateOf = (instance: KubeObject): string | undefined =>
  valueAt(instance, 'status.dbInstanceStatus') as string | undefined;

/** Whether connections are served: `available`, or a state that leaves a database that has been available alone. */
export function isServing(instance: KubeObject, wasServing: boolean): boolean {
  const state = stateOf(instance) ?? '';
  const isMultiAZ = valueAt(instance, 'spec.multiAZ') === true;
  return (
    endpointOf(instance) !== undefined && (state === 'available' || (wasServing && isServingState(state, isMultiAZ)))
  );
}

export function endpointOf(instance: KubeObject): { readonly address: string; readonly port: number } | undefined {
  const address = valueAt(instance, 'status.endpoint.address');
  const port = valueAt(instance, 'status.endpoint.port');
  return typeof address === 'string' && typeof port === 'number' ? { address, port } : undefined;
}

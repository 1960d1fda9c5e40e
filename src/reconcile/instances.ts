import { type KubeObject, valueAt } from '../api/object.js';
import { LABEL_INSTANCE } from '../api/words.js';
import { SERVING_STATES } from '../composition/serving-states.js';

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
  const state = stateOf(instance);
  return (
    endpointOf(instance) !== undefined &&
    (state === 'available' || (wasServing && SERVING_STATES.includes(state ?? '')))
  );
}

export function endpointOf(instance: KubeObject): { readonly address: string; readonly port: number } | undefined {
  const address = valueAt(instance, 'status.endpoint.address');
  const port = valueAt(instance, 'status.endpoint.port');
  return typeof address === 'string' && typeof port === 'number' ? { address, port } : undefined;
}

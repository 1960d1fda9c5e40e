import { groupOf } from '../api/kinds.js';
import type { KubeObject } from '../api/object.js';

/** As `kubectl get -o name` prints it: `vpc.ec2.services.k8s.aws/tap-vpc`, `service/tap-rw`. */
export function nameOf({ apiVersion, kind, metadata }: KubeObject): string {
  const group = groupOf(apiVersion);
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${metadata.name}`;
}

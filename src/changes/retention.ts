import { type KubeObject, valueAt } from '../api/object.js';
import { ACK_DELETION_POLICY } from '../api/words.js';
import { isAck } from './ack-conditions.js';

export type DeletionPolicy = 'Snapshot' | 'Delete' | 'Retain';

/** ACK's word on an object whose AWS side stays when the object goes. */
export const RETAIN = { [ACK_DELETION_POLICY]: 'retain' } as const;

/** The value of the label `tapstack.io/component` on what only a teardown makes. */
export const TEARDOWN = 'teardown';

/** On a Key: what stays in AWS and is unreadable without it, as `Kind/name`. Once said it holds, whatever the policy becomes. */
const ANNOTATION_KEPT_FOR = 'tapstack.io/kept-for';

/** Why a child stays in AWS when its object goes; undefined: it goes there too. */
export function keptFor(object: KubeObject, policy: DeletionPolicy): string | undefined {
  if (!isAck(object)) return undefined;
  if (policy === 'Retain') return 'deletionPolicy is Retain';
  if (object.apiVersion.startsWith('secretsmanager.')) return 'Secrets Manager would block its name for 30 days';
  const { kind, metadata } = object;
  if (kind === 'Subscription' && valueAt(object, 'status.pendingConfirmation') === 'true') {
    return 'AWS ends no subscription that nobody has confirmed; it lapses by itself';
  }
  if (kind === 'Bucket' && isNotEmpty(object)) return 'it is not empty';
  const needing = metadata.annotations?.[ANNOTATION_KEPT_FOR];
  if (needing !== undefined) return `${needing} cannot be read without it`;
  if (policy !== 'Snapshot') return undefined;
  if (kind === 'Key') return 'snapshots cannot be read without it';
  return kind === 'DBSnapshot' ? 'deletionPolicy is Snapshot' : undefined;
}

/** Known only by trying: AWS has refused the deletion. */
const isNotEmpty = ({ metadata, status }: KubeObject): boolean =>
  metadata.deletionTimestamp !== undefined && JSON.stringify(status ?? {}).includes('BucketNotEmpty');

/** A bucket that is not empty and whose deletion ACK would try for ever. */
export const isRefusedBucket = (object: KubeObject): boolean =>
  object.kind === 'Bucket' && isNotEmpty(object) && !isToldToStay(object);

/** Whether ACK leaves the AWS side when the object goes. */
export const isToldToStay = ({ metadata }: KubeObject): boolean =>
  metadata.annotations?.[ACK_DELETION_POLICY] === RETAIN[ACK_DELETION_POLICY];

/** Keys that have not yet been told what needs them. */
export const unmarkedKeys = (children: readonly KubeObject[]): readonly KubeObject[] =>
  children.filter(({ kind, metadata }) => kind === 'Key' && metadata.annotations?.[ANNOTATION_KEPT_FOR] === undefined);

/** A key's mark that it stays, and for what. */
export const keepFor = (needing: string) => ({
  metadata: { annotations: { ...RETAIN, [ANNOTATION_KEPT_FOR]: needing } },
});

import type { Json, KubeObject } from '../api/object.js';
import { ACK_REGION, LABEL_SNAPSHOT_OF } from '../api/words.js';
import { wholeSeconds } from './marks.js';
import { tagsWithoutNudge } from './nudge.js';
import { RETAIN } from './retention.js';

/**
 * The ACK object of a snapshot of an instance. It names the instance by value: with a reference it would have to go before
 * the instance. The instance's tags tell later whose it is.
 */
export function snapshotOf(instance: KubeObject, name: string, labels: Readonly<Record<string, string>>): KubeObject {
  const { namespace, annotations } = instance.metadata;
  const region = annotations?.[ACK_REGION];
  const tags = tagsWithoutNudge(instance);
  return {
    apiVersion: instance.apiVersion,
    kind: 'DBSnapshot',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      ...(region === undefined ? {} : { annotations: { [ACK_REGION]: region } }),
    },
    spec: {
      dbSnapshotIdentifier: name,
      dbInstanceIdentifier: instance.spec?.['dbInstanceIdentifier'] as Json,
      ...(tags.length === 0 ? {} : { tags }),
    },
  };
}

/**
 * A person's snapshot of a primary, named after the time (UTC). It does not carry the label of a child: the operator neither
 * sees nor removes it, whoever made it may delete it past the guard, and AWS keeps it then.
 */
export function askedSnapshot(primary: KubeObject, database: string, time: Date): KubeObject {
  const stamp = wholeSeconds(time).replace(/[-:]/g, '').toLowerCase();
  const name = `${String(primary.spec?.['dbInstanceIdentifier'])}-${stamp}`;
  const manifest = snapshotOf(primary, name, { [LABEL_SNAPSHOT_OF]: database });
  const annotations = { ...manifest.metadata.annotations, ...RETAIN };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

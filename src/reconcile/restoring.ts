import { referenceNotAllowed } from '../api/check-references.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { valueAt } from '../api/object.js';
import { invalid, type Problem } from '../api/problem.js';
import { resolve } from '../api/resolve.js';
import { allows, type Settings } from '../api/settings.js';
import { LABEL_DATABASE } from '../api/words.js';
import type { JudgedLook } from '../changes/proof.js';
import { primaryRef } from '../composition/instance-refs.js';
import { snapshotRef } from '../composition/restore.js';

const FIELD = 'spec.restoreFrom';

/**
 * Whether nothing has to be proven: the operator's configuration lets the database use snapshot and key, or the restore is
 * over, also where its primary was lost since.
 */
export function isSnapshotTrusted({ metadata, spec, status }: TapDatabase, settings: Settings): boolean {
  const primary = primaryRef(metadata.name);
  if (status?.inventory?.some(({ kind, name }) => kind === primary.kind && name === primary.name)) return true;
  const { snapshotID, keyARN } = spec.restoreFrom ?? {};
  if (snapshotID === undefined || keyARN === undefined) return false;
  const namespace = metadata.namespace as string;
  return allows(settings, namespace, 'DBSnapshot', snapshotID) && allows(settings, namespace, 'Key', keyARN);
}

/** Why the database cannot begin with the snapshot that it asks for, as far as that can be told before RDS is asked. */
export function restoreProblems(database: TapDatabase, looks: readonly JudgedLook[]): readonly Problem[] {
  const { name, namespace = '' } = database.metadata;
  const { restoreFrom } = database.spec;
  const judged = looks.find(({ look }) => look.kind === 'DBSnapshot' && look.metadata.name === snapshotRef(name).name);
  if (restoreFrom === undefined || judged === undefined || judged.verdict === 'Pending') return [];
  const { snapshotID, keyARN } = restoreFrom;
  const shown = (path: string) => valueAt(judged.look, `status.${path}`);
  const isAnother = snapshotID.startsWith('arn:') && shown('ackResourceMetadata.arn') !== snapshotID;
  if (judged.verdict === 'Foreign' || isAnother) {
    const message = isAnother
      ? 'is of another account or region, so its tags cannot be read'
      : `is in AWS without the tag ${LABEL_DATABASE}=${namespace}/${name}, so it may be somebody else's`;
    return [referenceNotAllowed(`${FIELD}.snapshotID`, snapshotID, 'DBSnapshot', namespace, message)];
  }
  const [key, user, engine] = ['kmsKeyID', 'masterUsername', 'engine'].map(shown);
  const { postgres, instance } = resolve(database);
  const { username } = postgres;
  const sizeGiB = Number(shown('allocatedStorage') ?? 0);
  if (engine !== 'postgres') {
    return [invalid(`${FIELD}.snapshotID`, snapshotID, `is a snapshot of ${String(engine)}`, 'name one of PostgreSQL')];
  }
  if (!key) {
    const remedy = 'copy it in RDS with a key, and name the copy';
    return [
      invalid(`${FIELD}.snapshotID`, snapshotID, 'is not encrypted, and a restored database would not be', remedy),
    ];
  }
  return [
    ...(key === keyARN
      ? []
      : [invalid(`${FIELD}.keyARN`, keyARN, 'is not the key of the snapshot', `write ${String(key)}`)]),
    ...(user === username
      ? []
      : [
          invalid(
            'spec.postgres.username',
            username,
            'is not the master user of the snapshot, which a restored database keeps',
            `write ${String(user)}`,
          ),
        ]),
    ...(instance.storage.sizeGiB >= sizeGiB
      ? []
      : [
          invalid(
            'spec.instance.storage.size',
            `${instance.storage.sizeGiB}Gi`,
            'is less than the snapshot has, and the storage of RDS never shrinks',
            `write ${sizeGiB}Gi or more`,
          ),
        ]),
  ];
}

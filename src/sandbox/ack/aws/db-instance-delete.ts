import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { getInstance, invalidCombination } from './db-instance-checks.js';
import { insertSnapshot } from './db-snapshot.js';
import type { Records } from './records.js';

const DELETING_SECONDS = 180;
const SNAPSHOT_SECONDS = 60;

export interface DeleteInput {
  readonly skipFinalSnapshot: boolean;
  readonly finalSnapshot: string | undefined;
  readonly deleteAutomatedBackups: boolean | undefined;
}

export function deleteDbInstance(call: Call, identifier: string, input: DeleteInput): void {
  const instance = getInstance(call, identifier);
  const { account, region } = call;
  if (instance.attributes.deletionProtection) {
    throw new AwsError(
      'InvalidParameterCombination',
      'Cannot delete protected DB Instance, please disable deletion protection and try again.',
      'live',
    );
  }
  checkSnapshot(call, instance, input);
  const { finalSnapshot, skipFinalSnapshot, deleteAutomatedBackups = true } = input;
  instance.deleteAutomatedBackups = deleteAutomatedBackups;
  if (!skipFinalSnapshot && finalSnapshot !== undefined) {
    instance.finalSnapshot = finalSnapshot;
    const snapshot = insertSnapshot(call, instance, finalSnapshot, 'final');
    account.walk(snapshot, [['creating', SNAPSHOT_SECONDS], ['available']]);
  }
  // A replica that outlives its source stands on its own from then on.
  for (const replica of account.list('dbInstance', (each) => each.source === instance.id && each.region === region)) {
    if (!replica.deleting) delete replica.source;
  }
  account.walkAway(instance, [['deleting', DELETING_SECONDS]]);
}

function checkSnapshot({ account, region }: Call, instance: Records['dbInstance'], input: DeleteInput): void {
  const { skipFinalSnapshot, finalSnapshot } = input;
  if (skipFinalSnapshot) {
    if (finalSnapshot !== undefined)
      invalidCombination('FinalDBSnapshotIdentifier cannot be specified when SkipFinalSnapshot is true.');
    return;
  }
  if (instance.source !== undefined) {
    invalidCombination(
      'FinalDBSnapshotIdentifier cannot be specified when deleting a read replica; SkipFinalSnapshot must be true.',
    );
  }
  if (finalSnapshot === undefined)
    invalidCombination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.');
  if (!['available', 'stopped', 'storage-full'].includes(instance.state)) {
    throw new AwsError(
      'InvalidDBInstanceState',
      `Cannot create a snapshot because the database instance ${instance.id} is not currently in the available state.`,
    );
  }
  if (account.find('dbSnapshot', (finalSnapshot ?? '').toLowerCase(), region)) {
    throw new AwsError(
      'DBSnapshotAlreadyExists',
      `Cannot create the snapshot because a snapshot with the identifier ${finalSnapshot} already exists.`,
      'live',
    );
  }
}

import { valueAt } from '../api/object.js';
import type { Control } from './control.js';
import { isForEverybody, statementsOf } from './policy-statement.js';

/** Only requests of one account pass. */
const NARROWING = ['kms:CallerAccount', 'aws:SourceAccount', 'aws:PrincipalAccount'];

const isNarrowed = (condition: unknown): boolean =>
  ['StringEquals', 'StringLike']
    .flatMap((operator) => Object.keys(valueAt(condition, operator) ?? {}))
    .some((key) => NARROWING.includes(key));

const DECRYPTING = ['*', 'kms:*', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncrypt*'];
const EVERY_KEY = /^\*$|:key\/\*$/;

/** https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html */
export const KMS_CONTROLS: readonly Control[] = [
  {
    id: 'KMS.1',
    title: 'managed policies allow decryption with no more than named keys',
    state: 'NotApplicable',
    why: 'no managed policy is composed',
  },
  {
    id: 'KMS.2',
    title: 'inline policies allow decryption with no more than named keys',
    kind: 'Role',
    fault(role) {
      const policies = Object.values((role.spec?.['inlinePolicies'] ?? {}) as Readonly<Record<string, string>>);
      const isWide = policies
        .flatMap(statementsOf)
        .some(
          ({ effect, actions, resources }) =>
            effect === 'Allow' &&
            actions.some((action) => DECRYPTING.includes(action)) &&
            resources.some((resource) => EVERY_KEY.test(resource)),
        );
      return isWide ? 'it may decrypt with every key' : undefined;
    },
  },
  {
    id: 'KMS.3',
    title: 'keys are not about to be deleted',
    kind: 'Key',
    fault: (key) => (valueAt(key, 'status.keyState') === 'PendingDeletion' ? 'AWS is about to delete it' : undefined),
  },
  {
    id: 'KMS.4',
    title: 'keys are rotated',
    cis: '3.6',
    kind: 'Key',
    fault: (key) => (valueAt(key, 'spec.enableKeyRotation') === true ? undefined : 'it is not'),
  },
  {
    id: 'KMS.5',
    title: 'keys are not open to everybody',
    kind: 'Key',
    fault: (key) =>
      statementsOf(valueAt(key, 'spec.policy')).some(
        (statement) => statement.effect === 'Allow' && isForEverybody(statement) && !isNarrowed(statement.condition),
      )
        ? 'its policy lets everybody in'
        : undefined,
  },
];

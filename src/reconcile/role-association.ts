import { type KubeObject, valueAt } from '../api/object.js';
import { ACK_REGION, LABEL_COMPONENT } from '../api/words.js';
import { instanceOf } from './instances.js';
import type { Statement } from './situation.js';

const FEATURES = ['s3Import', 's3Export'] as const;

/**
 * Whether the primary may use the backup bucket. ACK can neither attach a role to an instance nor ask AWS to, so a person
 * is told the two commands. Undefined where there is no such role.
 */
export function roleAssociation(children: readonly KubeObject[]): Statement | undefined {
  const role = children.find(
    ({ kind, metadata }) => kind === 'Role' && metadata.labels?.[LABEL_COMPONENT] === 'backup',
  );
  if (role === undefined) return undefined;
  const primary = instanceOf(children, 'primary');
  const arn = valueAt(role, 'status.ackResourceMetadata.arn');
  if (primary === undefined || valueAt(primary, 'status.dbInstanceStatus') === undefined || typeof arn !== 'string') {
    return { status: 'False', reason: 'NotAssociated', message: 'the role is associated once the primary exists' };
  }
  const associated = (valueAt(primary, 'status.associatedRoles') ?? []) as readonly {
    readonly [key: string]: string;
  }[];
  const missing = FEATURES.filter(
    (feature) => !associated.some(({ featureName, roleARN }) => featureName === feature && roleARN === arn),
  );
  if (missing.length === 0)
    return { status: 'True', reason: 'Associated', message: 'the primary may use the backup bucket' };
  const commands = missing.map((feature) => command(primary, arn, feature));
  return {
    status: 'False',
    reason: 'NotAssociated',
    message: `ACK cannot attach the role to the instance; run: ${commands.join(' && ')}`,
  };
}

const command = (primary: KubeObject, arn: string, feature: string): string =>
  `aws rds add-role-to-db-instance --db-instance-identifier ${String(primary.spec?.['dbInstanceIdentifier'])} ` +
  `--role-arn ${arn} --feature-name ${feature} --region ${primary.metadata.annotations?.[ACK_REGION] ?? ''}`;

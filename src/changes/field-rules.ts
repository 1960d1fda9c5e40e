import {
  atLeast,
  type Comparison,
  containing,
  ignoringCase,
  sameAlias,
  sameNumber,
  samePolicy,
  sameRoutes,
  sameRules,
  subset,
  unordered,
  versionAtLeastWithinMajor,
} from './comparison.js';

/**
 * What a difference leads to. `write`: it is applied. `keep`: ACK looks at the field at create only, so the live value is
 * written back and nothing is said. `hold`: it may disturb the database, so it is not written and reported.
 */
export type OnDifference = 'write' | 'keep' | 'hold';

/** How a field is compared where equality of the declared part is not enough. By kind, then by path below `spec`. */
const COMPARISONS: Readonly<Record<string, Readonly<Record<string, Comparison>>>> = {
  '*': { tags: containing, 'tagging.tagSet': containing },
  Alias: { name: sameAlias },
  Bucket: { policy: samePolicy },
  DBInstance: {
    allocatedStorage: atLeast,
    enableCloudwatchLogsExports: unordered,
    engineVersion: versionAtLeastWithinMajor,
    preferredBackupWindow: ignoringCase,
    preferredMaintenanceWindow: ignoringCase,
    vpcSecurityGroupIDs: unordered,
    vpcSecurityGroupRefs: unordered,
  },
  DBSubnetGroup: { subnetIDs: unordered, subnetRefs: unordered },
  Instance: { securityGroupIDs: unordered },
  Key: { policy: samePolicy },
  LogGroup: { tags: subset },
  MetricAlarm: { alarmActions: unordered, oKActions: unordered, threshold: sameNumber },
  Role: { assumeRolePolicyDocument: samePolicy, policies: unordered },
  RouteTable: { routes: sameRoutes },
  SecurityGroup: { egressRules: sameRules, ingressRules: sameRules },
  Subnet: { routeTableRefs: unordered },
  Topic: { policy: samePolicy },
};

/** Kinds of which only some fields are written once they exist. The rest: see `otherwise`. */
const WRITTEN: Readonly<
  Record<
    string,
    { readonly fields: readonly string[]; readonly held?: readonly string[]; readonly otherwise: OnDifference }
  >
> = {
  // Everything is applied at once by ACK, so what may restart or rebuild the instance waits for the disruption gate.
  DBInstance: {
    fields: ['tags', 'vpcSecurityGroupRefs', 'vpcSecurityGroupIDs', 'deletionProtection'],
    otherwise: 'hold',
  },
  // ACK rewrites most of the spec with what AWS chose, and later reads only these.
  // (It applies another type only to a stopped instance, which nobody stops.)
  Instance: { fields: ['tags', 'securityGroupIDs'], held: ['instanceType'], otherwise: 'keep' },
};

/**
 * ACK fills in every other field of a DBInstance once AWS has answered (late initialization), so one that is absent was
 * dropped because AWS does not report it: asking again would change nothing. These are absent until someone sets them.
 */
const ABSENT_UNTIL_SET = ['enableCloudwatchLogsExports', 'maxAllocatedStorage'];

/** How a declared field of a kind is compared. `path` stands below `spec`, e.g. `tagging.tagSet`. */
export const comparisonOf = (kind: string, path: readonly string[]): Comparison =>
  COMPARISONS[kind]?.[path.join('.')] ?? COMPARISONS['*']?.[path.join('.')] ?? subset;

/** What becomes of a difference in the field `field` of `spec`; `absent`: the live object has no such field. */
export function onDifference(kind: string, field: string, absent: boolean): OnDifference {
  const written = WRITTEN[kind];
  if (written === undefined || written.fields.includes(field)) return 'write';
  if (written.held?.includes(field)) return 'hold';
  return written.otherwise === 'hold' && absent && !ABSENT_UNTIL_SET.includes(field) ? 'keep' : written.otherwise;
}

/** Others may add tags of theirs, and one of ours that is dropped must go: tags are written as composed. */
export const isTags = (path: readonly string[]): boolean => ['tags', 'tagging.tagSet'].includes(path.join('.'));

/** Whether fields below `path` have rules of their own, so that it is compared field by field. */
export const isCompared = (kind: string, path: readonly string[]): boolean =>
  [kind, '*'].some((of) => Object.hasOwn(COMPARISONS[of] ?? {}, path.join('.')));

import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { type Blocked, type Observed, refOf } from '../api/child.js';
import { ALLOW_ALL, findProblems } from '../api/find-problems.js';
import type { TapDatabase, TapDatabaseSpec } from '../api/generated/tapdatabase.js';
import { TAPDATABASE_SCHEMA } from '../api/generated/tapdatabase-schema.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { formatProblem, invalid, type Problem } from '../api/problem.js';
import { API_VERSION, GROUP, KIND } from '../api/words.js';
import { canonical } from './canonical.js';
import { ChildObject } from './child-object.js';
import { compose } from './compose.js';

/** Where ACK finds the password of the master user. */
export interface PasswordSecret {
  /** The name of a Secret of type Opaque in the stack's namespace. It is not part of the stack. */
  readonly name: string;
  /** The key in it that holds the password. @default 'password' */
  readonly key?: string;
}

export interface TapStackProps {
  /** What every name begins with, in Kubernetes and in AWS: at most 39 of a-z, 0-9 and single '-'. */
  readonly name: string;
  /** Where all objects are, and part of the tag that says in AWS whose a resource is. @default - the chart's, or 'default' */
  readonly namespace?: string;
  /** What is wanted, as in a TapDatabase. Only `credentials.secretsManager` has another default, false. */
  readonly spec: TapDatabaseSpec;
  /** The 12 digits of the account that ACK works in. @default - not known: names and policies that have it in them are refused */
  readonly accountID?: string;
  /** The Secret with the password of the master user, whom `spec.postgres.username` names. */
  readonly passwordSecret: PasswordSecret;
}

/**
 * The AWS resources of a database, as objects that ACK's controllers carry out by themselves, without the operator. Throws an
 * Error that says of each field what is wrong with it, or of each object what to give to it. The objects are the construct's
 * children, with ids such as `DBInstance-orders-primary`.
 */
export class TapStack extends Construct {
  constructor(scope: Construct, id: string, props: TapStackProps) {
    super(scope, id);
    const { name, namespace = Chart.of(this).namespace ?? 'default', passwordSecret } = props;
    // As it would be in a manifest, where nothing is undefined.
    const spec = canonical(props.spec) as unknown as TapDatabaseSpec;
    const database: TapDatabase = { apiVersion: API_VERSION, kind: KIND, metadata: { name, namespace }, spec };
    const problems = findProblems(database, TAPDATABASE_SCHEMA, ALLOW_ALL);
    this.#refuse((problems.length > 0 ? problems : problemsOfStack(spec, props)).map(formatProblem));

    const { name: reference, ...key } = passwordSecret;
    const { children, blocked } = compose(withoutCopy(database), given(props), {
      credentials: { reference, ...key, inForce: undefined },
    });
    // Kubernetes' own objects hold what AWS answers, and nobody writes that down here.
    this.#refuse(blocked.filter(({ ref }) => ref.apiVersion !== 'v1').flatMap(whatToGive));
    for (const { manifest } of children) this.#add(manifest, namespace);
  }

  #refuse(reasons: readonly string[]): void {
    if (reasons.length > 0) throw new Error([`TapStack ${this.node.path}:`, ...reasons].join('\n'));
  }

  /** Without the operator's marks: it would take the object for one of its own, and its guard would let nobody delete it. */
  #add(manifest: KubeObject, namespace: string): void {
    const all = Object.entries({ ...manifest.metadata.annotations });
    const annotations = Object.fromEntries(all.filter(([key]) => !key.startsWith(`${GROUP}/`)));
    new ChildObject(this, refOf(manifest), { namespace, annotations }, { spec: manifest.spec as object });
  }
}

const FOLLOWS_NOTHING = 'remove it and write its defaults into the spec: a static stack follows no TapComposition';

/** What takes steps that only the operator knows, with what to do instead. */
const NEEDS_OPERATOR: Readonly<Record<string, string>> = {
  compositionRef: FOLLOWS_NOTHING,
  compositionRevisionRef: FOLLOWS_NOTHING,
  restoreFrom: 'remove it, and begin with an empty database',
  adopt: 'remove it',
  'credentials.rotation': 'remove it; ACK takes another password when passwordSecret names another Secret',
  'credentials.rotateEveryDays': 'remove it; ACK takes another password when passwordSecret names another Secret',
  'credentials.secretsManager': 'set it to false: the copy has the endpoint in it, which only AWS can tell',
};

function problemsOfStack(spec: TapDatabaseSpec, { accountID }: TapStackProps): readonly Problem[] {
  const problems = Object.entries(NEEDS_OPERATOR).flatMap(([path, remedy]) => {
    const value = valueAt(spec, path);
    return value === undefined || value === false ? [] : invalid(`spec.${path}`, value, 'needs the operator', remedy);
  });
  if (accountID === undefined || /^\d{12}$/.test(accountID)) return problems;
  return [...problems, invalid('accountID', accountID, 'is no AWS account', 'write its 12 digits')];
}

const withoutCopy = (database: TapDatabase): TapDatabase => ({
  ...database,
  spec: { ...database.spec, credentials: { secretsManager: false } },
});

/** What is known without a cluster: the account, that the password is there, and the names of the stack's own objects. */
function given({ accountID }: TapStackProps): Observed {
  const values: Readonly<Record<string, string | undefined>> = {
    'status.ackResourceMetadata.ownerAccountID': accountID,
    // Asked for before the primary is composed, and written nowhere.
    'data.password': '',
  };
  return { children: [], value: ({ name }, path) => (path === 'metadata.name' ? name : values[path]) };
}

/** What makes a value of AWS unnecessary, by the kind that tells it. */
const INSTEAD: Readonly<Record<string, string>> = {
  InstanceProfile: 'set spec.bastion.enabled to false',
  SecurityGroup: 'set spec.bastion.enabled to false',
  Key: 'give the ARN of a key in spec.encryption.keyARN, or set spec.backup.bucket.enabled to false',
  Topic: 'give the ARN of a topic in spec.monitoring.alarms.notify.topicARN instead of emails',
};

const whatToGive = ({ ref, waitsFor }: Blocked): readonly string[] =>
  waitsFor.map(({ ref: source, path }) => {
    const instead = path.endsWith('.ownerAccountID') ? 'give accountID' : INSTEAD[source.kind];
    return `${ref.kind}/${ref.name} needs ${path} of ${source.kind}/${source.name}, which only AWS can tell: ${instead}`;
  });

import { describe, expect, test } from '@jest/globals';
import { type ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import type { TapDatabase, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../src/api/object.js';
import { render } from '../../src/cli/render.js';
import { TapStack, type TapStackProps } from '../../src/composition/tap-stack.js';
import { ACCOUNT, Children, database, example } from './support.js';

const keyARN = `arn:aws:kms:us-east-2:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const topicARN = `arn:aws:sns:us-east-2:${ACCOUNT}:oncall`;
const POSSIBLE: TapDatabaseSpec = { region: 'us-east-2', encryption: { keyARN }, bastion: { enabled: false } };
const props = (spec: Partial<TapDatabaseSpec> = {}, more: Partial<TapStackProps> = {}): TapStackProps => ({
  name: 'tap',
  namespace: 'shop',
  accountID: ACCOUNT,
  passwordSecret: { name: 'master' },
  spec: { ...POSSIBLE, ...spec },
  ...more,
});

function manifests(given: TapStackProps, chart = new Chart(new App(), 'file')): readonly KubeObject[] {
  new TapStack(chart, 'stack', given);
  return chart.toJson();
}

const stack = (...given: Parameters<typeof props>) => new Children(manifests(props(...given)));

/**
 * What `tapdb render` prints, without Kubernetes' own objects and the marks of the operator, and with the given Secret. What
 * RDS fills in for gp3 below 400 GiB, and refuses in a create, is not there either: render shows what comes of it.
 */
function expected(of: TapDatabase): readonly KubeObject[] {
  return render(of, { accountID: ACCOUNT })
    .filter(({ apiVersion }) => apiVersion !== 'v1')
    .map(({ metadata: { labels: _labels, annotations = {}, ...metadata }, spec = {}, ...rest }) => {
      const { 'tapstack.io/identity': _identity, ...kept } = annotations;
      const { iops: _iops, storageThroughput: _throughput, ...fields } = spec;
      const isPrimary = spec['masterUserPassword'] !== undefined;
      return {
        ...rest,
        metadata: { ...metadata, annotations: kept },
        spec: { ...fields, ...(isPrimary && { masterUserPassword: { name: 'master', key: 'password' } }) },
      };
    });
}

describe('a static stack', () => {
  test.each<[string, TapDatabase]>([
    ['a key that is there', database(POSSIBLE)],
    [
      'a key of its own, and no bucket',
      database({ region: 'us-east-2', bastion: { enabled: false }, backup: { bucket: { enabled: false } } }),
    ],
    ['a VPC that is there', { ...example('existing-network-and-key') }],
    ['a shop', example('ecommerce')],
  ])('with %s is what tapdb render prints of ACK', (_what, given) => {
    const { metadata, spec } = given;
    const possible: TapDatabase = {
      ...given,
      // As in the manifest: its uid would be in the name of the final snapshot.
      metadata: { name: metadata.name, namespace: metadata.namespace ?? 'default' },
      spec: {
        ...spec,
        ...(spec.backup?.bucket?.enabled !== false && { encryption: spec.encryption ?? { keyARN } }),
        bastion: { enabled: false },
        credentials: { secretsManager: false },
        monitoring: {
          ...spec.monitoring,
          alarms: { notify: { topicARN: topicARN.replace('us-east-2', spec.region) } },
        },
      },
    };
    const { name, namespace = 'default' } = possible.metadata;
    expect(manifests(props({}, { name, namespace, spec: possible.spec }))).toEqual(expected(possible));
  });

  test('has the account and the key where AWS wants them, and references elsewhere', () => {
    const objects = stack();
    expect(objects.spec('Bucket/tap-backup')).toMatchObject({
      name: 'tap-backup-dev-123456789012-us-east-2',
      encryption: { rules: [{ applyServerSideEncryptionByDefault: { kmsMasterKeyID: keyARN } }] },
    });
    expect(objects.policy('Role/tap-s3', 'spec.assumeRolePolicyDocument').Statement[0]?.Condition).toEqual({
      StringEquals: {
        'aws:SourceAccount': '123456789012',
        'aws:SourceArn': 'arn:aws:rds:us-east-2:123456789012:db:tap-primary-dev',
      },
    });
    expect(objects.spec('DBInstance/tap-primary')).toMatchObject({
      dbInstanceIdentifier: 'tap-primary-dev',
      masterUserPassword: { name: 'master', key: 'password' },
      kmsKeyID: keyARN,
      dbSubnetGroupRef: { from: { name: 'tap' } },
      vpcSecurityGroupRefs: [{ from: { name: 'tap-database' } }],
    });
    expect(objects.spec('DBInstance/tap-replica-1')).toMatchObject({ sourceDBInstanceIdentifier: 'tap-primary-dev' });
    expect(objects.names.filter((name) => /^(Secret|SecretsManager|Service|ConfigMap|Instance)\//.test(name))).toEqual(
      [],
    );
  });

  test('carries no mark of the operator, but the tag that says in AWS whose it is', () => {
    const objects = stack();
    for (const { metadata } of objects.all) {
      expect(metadata).toEqual({ name: metadata.name, namespace: 'shop', annotations: metadata.annotations });
      expect(Object.keys(metadata.annotations ?? {}).filter((key) => !key.includes('services.k8s.aws/'))).toEqual([]);
    }
    expect(objects.get('VPC/tap-vpc').metadata.annotations).toEqual({ 'services.k8s.aws/region': 'us-east-2' });
    expect(objects.spec('VPC/tap-vpc')['tags']).toEqual([
      { key: 'Name', value: 'tap-vpc-dev' },
      { key: 'tapstack.io/database', value: 'shop/tap' },
    ]);
  });

  test('takes the password from the key that is named', () => {
    const objects = stack({}, { passwordSecret: { name: 'vault', key: 'pg' } });
    expect(objects.spec('DBInstance/tap-primary')['masterUserPassword']).toEqual({ name: 'vault', key: 'pg' });
  });

  test('takes what is undefined for what is not there', () => {
    const open = { ...POSSIBLE, replicas: undefined, network: { cidr: undefined } } as unknown as TapDatabaseSpec;
    expect(manifests(props({}, { spec: open }))).toEqual(manifests(props()));
    // It would be a token to cdk8s.
    expect(stack({ tags: { constructor: 'acme' } }).spec('LogGroup/tap-primary-postgresql')['tags']).toMatchObject({
      constructor: 'acme',
    });
  });

  test('is in the namespace of its chart unless another is given, and has the labels of the chart', () => {
    const { namespace: _, ...open } = props();
    const [vpc] = manifests(open, new Chart(new App(), 'file', { namespace: 'orders', labels: { team: 'checkout' } }));
    expect(vpc?.metadata).toMatchObject({ namespace: 'orders', labels: { team: 'checkout' } });
    expect(vpc?.spec?.['tags']).toContainEqual({ key: 'tapstack.io/database', value: 'orders/tap' });
    expect(manifests(open)[0]?.metadata.namespace).toBe('default');
    expect(manifests(props(), new Chart(new App(), 'file', { namespace: 'orders' }))[0]?.metadata.namespace).toBe(
      'shop',
    );
  });

  test('has objects that can be found and patched as others of cdk8s', () => {
    const chart = new Chart(new App(), 'file');
    const primary = new TapStack(chart, 'stack', props()).node.findChild('DBInstance-tap-primary') as ApiObject;
    primary.addJsonPatch(JsonPatch.replace('/spec/dbInstanceClass', 'db.r6g.large'));
    primary.addJsonPatch(JsonPatch.add('/metadata/annotations/argocd.argoproj.io~1sync-wave', '1'));
    expect(primary.toJson()).toMatchObject({
      metadata: { annotations: { 'argocd.argoproj.io/sync-wave': '1' } },
      spec: { dbInstanceClass: 'db.r6g.large', engine: 'postgres' },
    });
  });
});

describe('a static stack says', () => {
  const told = (spec: Partial<TapDatabaseSpec>, more: Partial<TapStackProps> = {}): readonly string[] => {
    try {
      manifests(props(spec, more));
    } catch (error) {
      return (error as Error).message.split('\n');
    }
    return [];
  };

  test.each<[string, Partial<TapDatabaseSpec>, readonly unknown[]]>([
    [
      'that a bastion takes ids of AWS',
      { bastion: { enabled: true } },
      [
        'Instance/tap-bastion needs status.id of SecurityGroup/tap-bastion, which only AWS can tell: set spec.bastion.enabled to false',
        'Instance/tap-bastion needs status.ackResourceMetadata.arn of InstanceProfile/tap-bastion, which only AWS can tell: set spec.bastion.enabled to false',
      ],
    ],
    [
      'that a bucket takes a key by its ARN',
      { encryption: {} },
      [
        'Bucket/tap-backup needs status.ackResourceMetadata.arn of Key/tap, which only AWS can tell: give the ARN of a key in spec.encryption.keyARN, or set spec.backup.bucket.enabled to false',
        'Role/tap-s3 needs status.ackResourceMetadata.arn of Key/tap, which only AWS can tell: give the ARN of a key in spec.encryption.keyARN, or set spec.backup.bucket.enabled to false',
      ],
    ],
    [
      'that alarms take a topic by its ARN',
      { replicas: { count: 0 }, monitoring: { alarms: { notify: { emails: ['dba@example.com'] } } } },
      ['cpu', 'storage', 'connections'].map(
        (alarm) =>
          `MetricAlarm/tap-primary-${alarm} needs status.ackResourceMetadata.arn of Topic/tap-alarms, which only AWS can tell: give the ARN of a topic in spec.monitoring.alarms.notify.topicARN instead of emails`,
      ),
    ],
    [
      'that the copy in Secrets Manager has the endpoint in it',
      { credentials: { secretsManager: true } },
      [
        'spec.credentials.secretsManager true: needs the operator; set it to false: the copy has the endpoint in it, which only AWS can tell',
      ],
    ],
    [
      'that nobody rotates',
      { credentials: { rotation: '1', rotateEveryDays: 30 } },
      [
        'spec.credentials.rotation "1": needs the operator; remove it; ACK takes another password when passwordSecret names another Secret',
        'spec.credentials.rotateEveryDays 30: needs the operator; remove it; ACK takes another password when passwordSecret names another Secret',
      ],
    ],
    [
      'that it follows no TapComposition',
      { compositionRef: { name: 'gold' }, compositionRevisionRef: { name: 'gold-2' } },
      [
        'spec.compositionRef {"name":"gold"}: needs the operator; remove it and write its defaults into the spec: a static stack follows no TapComposition',
        'spec.compositionRevisionRef {"name":"gold-2"}: needs the operator; remove it and write its defaults into the spec: a static stack follows no TapComposition',
      ],
    ],
    [
      'that nobody restores or adopts',
      {
        restoreFrom: { snapshotID: 'tap-final', keyARN },
        adopt: { resources: [{ kind: 'VPC', name: 'tap-vpc', id: 'vpc-0a1b2c3d4e5f60718' }] },
      },
      [
        `spec.restoreFrom {"keyARN":"${keyARN}","snapshotID":"tap-final"}: needs the operator; remove it, and begin with an empty database`,
        'spec.adopt {"resources":[{"id":"vpc-0a1b2c3d4e5f60718","kind":"VPC","name":"tap-vpc"}]}: needs the operator; remove it',
      ],
    ],
    [
      'what the API server would say of a TapDatabase',
      { replicas: { count: 16 }, network: { cidr: '10.0.0.0/28' } },
      [
        'spec.replicas.count 16: is too much; use at most 15',
        expect.stringContaining('spec.network.cidr "10.0.0.0/28": '),
      ],
    ],
  ])('%s', (_what, spec, reasons) => {
    expect(told(spec)).toEqual(['TapStack file/stack:', ...reasons]);
  });

  test('what has the account in it where none is given', () => {
    const { accountID: _, ...open } = props();
    const path = 'status.ackResourceMetadata.ownerAccountID of VPC/tap-vpc';
    expect(() => manifests(open)).toThrow(
      `Bucket/tap-backup needs ${path}, which only AWS can tell: give accountID\nRole/tap-s3 needs ${path}`,
    );
    const spec: TapDatabaseSpec = {
      ...POSSIBLE,
      backup: { bucket: { enabled: false } },
      monitoring: { enhancedIntervalSeconds: 0 },
    };
    expect(manifests({ ...open, spec }).length).toBeGreaterThan(20);
  });

  test('that an account has 12 digits', () => {
    expect(told({}, { accountID: '1234' })).toEqual([
      'TapStack file/stack:',
      'accountID "1234": is no AWS account; write its 12 digits',
    ]);
  });
});

import { Construct } from 'constructs';
import { ACK_DELETION_POLICY } from '../api/words.js';
import { ackRef, from } from './ack-kinds.js';
import { bucketName } from './bucket-name.js';
import type { DatabaseChart, Need } from './database-chart.js';
import { policyDocument, type Statement } from './policy.js';

type KeyField<P extends string> =
  | { readonly [K in `${P}Ref`]: ReturnType<typeof from> }
  | { readonly [K in `${P}ID`]: string };

/** The KMS key of storage, snapshots, Performance Insights, logs and the bucket; a key that is brought along replaces it. */
export class Encryption extends Construct {
  readonly #chart: DatabaseChart;
  readonly #ref;

  constructor(chart: DatabaseChart) {
    super(chart, 'encryption');
    const { name, environment, encryption, deletionPolicy } = chart.spec;
    this.#chart = chart;
    this.#ref = ackRef('Key', name);
    if (encryption.keyARN !== undefined) return;
    chart.addAck(
      this,
      'Key',
      name,
      (need) => ({
        description: `Database ${chart.spec.namespace}/${name}`,
        enableKeyRotation: true,
        policy: keyPolicy(chart, need),
      }),
      {
        annotations: {
          'kms.services.k8s.aws/pending-window-in-days': String(encryption.deletionWindowDays),
          // Without its key a snapshot can never be read again.
          ...(deletionPolicy !== 'Delete' && { [ACK_DELETION_POLICY]: 'retain' }),
        },
      },
    );
    chart.addAck(this, 'Alias', name, (need) => ({
      name: `alias/${name}-${environment}`,
      ...(isAdopted(chart) ? { targetKeyID: need(this.#ref, 'status.keyID') } : { targetKeyRef: from(this.#ref) }),
    }));
  }

  /** Whether the key is the database's own, so that its policy admits whom we need. */
  get isOwn(): boolean {
    return this.#chart.spec.encryption.keyARN === undefined;
  }

  /** The field of a child that takes a key, by reference or by ARN: `kmsKeyRef` or `kmsKeyID`. */
  field<P extends string>(prefix: P): KeyField<P> {
    const { keyARN } = this.#chart.spec.encryption;
    const field = keyARN === undefined ? { [`${prefix}Ref`]: from(this.#ref) } : { [`${prefix}ID`]: keyARN };
    return field as unknown as KeyField<P>;
  }

  /** For kinds that take no reference to a key. */
  arn(need: Need): string {
    return this.#chart.spec.encryption.keyARN ?? need(this.#ref, 'status.ackResourceMetadata.arn');
  }
}

/** An alias that was adopted has the id of its key, which ACK wrote; it refuses an object with id and reference. */
const isAdopted = ({ observed }: DatabaseChart): boolean =>
  observed.children.some(({ kind, spec }) => kind === 'Alias' && spec?.['targetKeyID'] !== undefined);

const USE = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** The account administers its key; services use it for this database's resources only. */
function keyPolicy(chart: DatabaseChart, need: Need): string {
  const { spec, partition, dnsSuffix } = chart;
  const account = chart.accountID(need);
  const host = (service: string) => `${service}.${spec.region}.${dnsSuffix}`;
  const through = (service: string) => ({ 'kms:CallerAccount': account, 'kms:ViaService': host(service) });
  const common = { Effect: 'Allow', Resource: '*' } as const;
  const statements: Statement[] = [
    {
      ...common,
      Sid: 'AccountAdministrator',
      Principal: { AWS: `arn:${partition}:iam::${account}:root` },
      Action: 'kms:*',
    },
    {
      ...common,
      Sid: 'ThroughRDS',
      Principal: { AWS: '*' },
      Action: USE,
      Condition: { StringEquals: through('rds') },
    },
    {
      ...common,
      Sid: 'GrantsOfRDS',
      Principal: { AWS: '*' },
      Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' }, StringEquals: through('rds') },
    },
  ];
  if (spec.backup.bucket.enabled) {
    const bucket = `arn:${partition}:s3:::${bucketName(chart, need)}`;
    statements.push({
      ...common,
      Sid: 'ThroughTheBucket',
      Principal: { AWS: '*' },
      Action: USE,
      // With a bucket key S3 names the bucket in the encryption context, without one the object.
      Condition: {
        StringEquals: through('s3'),
        StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket, `${bucket}/*`] },
      },
    });
  }
  if (spec.monitoring.logs.exports.length > 0) {
    const groups = ['primary', 'replica-*'].map((instance) =>
      chart.arn(need, 'logs', `log-group:/aws/rds/instance/${chart.awsName(instance)}/*`),
    );
    statements.push({
      ...common,
      Sid: 'LogsOfTheInstances',
      Principal: { Service: host('logs') },
      Action: USE,
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
    });
  }
  const { alarms } = spec.monitoring;
  if (alarms.enabled && alarms.notify !== undefined && 'emails' in alarms.notify) {
    statements.push({
      ...common,
      Sid: 'AlarmsToTheTopic',
      Principal: { Service: ['cloudwatch.amazonaws.com', 'sns.amazonaws.com'] },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    });
  }
  return policyDocument(...statements);
}

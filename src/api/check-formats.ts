import { isRegion } from '../aws/zones.js';
import { fieldValues } from './field-values.js';
import type { TapDatabase } from './generated/tapdatabase.js';
import { invalid, type Problem } from './problem.js';

interface Format {
  readonly path: string;
  readonly test: (text: string) => boolean;
  readonly message: string;
  readonly remedy: string;
}

const matching =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text);

const aSize = 'write a whole number with Mi, Gi or Ti';
const instanceClass = matching(/^db[.][a-z0-9-]+([.][a-z0-9]+)+$/);
const subnetID = matching(/^subnet-[0-9a-f]{8,17}$/);

/** The form of every string of the spec that AWS restricts; what needs a sum or another field is checked elsewhere. */
const formats: readonly Format[] = [
  {
    path: 'metadata.name',
    test: matching(/^(?!.*--)[a-z]([a-z0-9-]{0,37}[a-z0-9])?$/),
    message: "has to be at most 39 of a-z, 0-9 and single '-', since the names of AWS are made of it",
    remedy: 'choose a name such as shop-db',
  },
  { path: 'spec.region', test: isRegion, message: 'is not the name of a region', remedy: 'write e.g. us-east-2' },
  {
    path: 'spec.environment',
    test: matching(/^(?!.*--)[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/),
    message: "has to be at most 12 of a-z, 0-9 and single '-', since it ends the names of AWS",
    remedy: 'write e.g. dev',
  },
  {
    path: 'spec.postgres.caCertificateIdentifier',
    test: matching(/^[a-z][a-z0-9-]*$/),
    message: 'is not the identifier of a certificate authority of RDS',
    remedy: 'write e.g. rds-ca-rsa2048-g1',
  },
  {
    path: 'spec.instance.class',
    test: instanceClass,
    message: 'is not an instance class of RDS',
    remedy: 'write e.g. db.m5.large',
  },
  {
    path: 'spec.replicas.class',
    test: instanceClass,
    message: 'is not an instance class of RDS',
    remedy: 'write e.g. db.m5.large',
  },
  {
    path: 'spec.instance.memory',
    test: matching(/^[1-9][0-9]*(Mi|Gi|Ti)$/),
    message: 'is not a size',
    remedy: `${aSize}, e.g. 8Gi`,
  },
  {
    path: 'spec.instance.storage.size',
    test: matching(/^[1-9][0-9]*(Gi|Ti)$/),
    message: 'is not a size in whole GiB',
    remedy: 'write e.g. 100Gi',
  },
  {
    path: 'spec.instance.storage.maxSize',
    test: matching(/^[1-9][0-9]*(Gi|Ti)$/),
    message: 'is not a size in whole GiB',
    remedy: 'write e.g. 200Gi',
  },
  {
    path: 'spec.network.existing.vpcID',
    test: matching(/^vpc-[0-9a-f]{8,17}$/),
    message: 'is not the id of a VPC',
    remedy: 'write e.g. vpc-0a1b2c3d4e5f60718',
  },
  {
    path: 'spec.network.existing.databaseSubnetIDs[]',
    test: subnetID,
    message: 'is not the id of a subnet',
    remedy: 'write e.g. subnet-0a1b2c3d4e5f60718',
  },
  {
    path: 'spec.network.existing.publicSubnetIDs[]',
    test: subnetID,
    message: 'is not the id of a subnet',
    remedy: 'write e.g. subnet-0a1b2c3d4e5f60718',
  },
  {
    path: 'spec.access.securityGroupIDs[]',
    test: matching(/^sg-[0-9a-f]{8,17}$/),
    message: 'is not the id of a security group',
    remedy: 'write e.g. sg-0a1b2c3d4e5f60718',
  },
  {
    path: 'spec.encryption.keyARN',
    test: matching(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]+$/),
    message: 'is not the ARN of a KMS key; an alias is none',
    remedy: 'write e.g. arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  },
  {
    path: 'spec.backup.bucket.name',
    test: matching(/^(?!xn--|sthree-)(?!.*-s3alias$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/),
    message: 'is not a name that S3 allows (3 to 63 of a-z, 0-9 and -; dots break TLS)',
    remedy: 'write e.g. shop-db-backups, or leave it out for a generated one',
  },
  {
    path: 'spec.monitoring.alarms.freeStorage',
    test: matching(/^[1-9][0-9]*(Mi|Gi|Ti)$/),
    message: 'is not a size',
    remedy: `${aSize}, e.g. 10Gi`,
  },
  {
    path: 'spec.monitoring.alarms.notify.topicARN',
    test: matching(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$/),
    message: 'is not the ARN of an SNS topic that alarms can use',
    remedy: 'write e.g. arn:aws:sns:us-east-2:123456789012:alarms',
  },
  {
    path: 'spec.monitoring.alarms.notify.emails[]',
    test: matching(/^[^@\s]+@[^@\s.]+([.][^@\s.]+)+$/),
    message: 'is not a mail address',
    remedy: 'write e.g. dba@example.com',
  },
];

export function checkFormats(database: TapDatabase): readonly Problem[] {
  return formats.flatMap(({ path, test, message, remedy }) =>
    fieldValues(database, path)
      .filter(({ value }) => !test(String(value)))
      .map(({ field, value }) => invalid(field, value, message, remedy)),
  );
}

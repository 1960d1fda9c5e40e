import type { Refusal } from './admission-cluster.js';

const alarms = (fields: object) => ({ monitoring: { alarms: fields } });
const topic = (region: string) => `arn:aws:sns:${region}:123456789012:alarms`;
const key = (region: string) => `arn:aws:kms:${region}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const keyARN = key('us-east-2');

/** What the schema can know to be wrong about keys, backups, maintenance, monitoring, and where a database comes from. */
export const operationRefusals: readonly Refusal[] = [
  [
    { encryption: { keyARN: 'alias/shop' } },
    { encryption: { keyARN } },
    '[spec.encryption.keyARN: Invalid value: "object": alias/shop is not in region us-east-2: name a key of that region, spec.encryption.keyARN: Invalid value: "string": "alias/shop" is not the ARN of a KMS key (nor is that of an alias): write it as in arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab]',
  ],
  [
    { encryption: { keyARN: key('us-east-1') } },
    { region: 'us-east-1', encryption: { keyARN: key('us-east-1') } },
    'spec.encryption.keyARN: Invalid value: "object": arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab is not in region us-east-2: name a key of that region',
  ],
  [
    { encryption: { deletionWindowDays: 6 } },
    { encryption: { deletionWindowDays: 7 } },
    'spec.encryption.deletionWindowDays: Invalid value: 6: spec.encryption.deletionWindowDays in body should be greater than or equal to 7',
  ],
  [
    { bastion: { instanceType: 'micro' } },
    { bastion: { instanceType: 'u-6tb1.56xlarge' } },
    'spec.bastion.instanceType: Invalid value: "string": "micro" is not an EC2 instance type: write it as in t3.micro',
  ],

  [
    { backup: { retentionDays: 0 } },
    { backup: { retentionDays: 1 } },
    'spec.backup.retentionDays: Invalid value: 0: spec.backup.retentionDays in body should be greater than or equal to 1',
  ],
  [
    { backup: { window: '0:00-2:00' } },
    { backup: { window: '00:00-02:00' } },
    'spec.backup.window: Invalid value: "string": "0:00-2:00" is not a daily window: write HH:MM-HH:MM in UTC, as in 00:00-02:00',
  ],
  [
    { backup: { window: '23:50-00:19' } },
    { backup: { window: '23:50-00:20' } },
    'spec.backup.window: Invalid value: "string": "23:50-00:19" is too short: make it at least 30 minutes; it may cross midnight',
  ],
  [
    { backup: { bucket: { name: 'Shop' } } },
    { backup: { bucket: { name: 'shop-exports' } } },
    `spec.backup.bucket.name: Invalid value: "string": "Shop" is not a name that S3 allows: use a-z, 0-9 and '-', a letter or digit at both ends, no xn-- or sthree- in front, no -s3alias behind`,
  ],
  [
    { backup: { bucket: { expireAfterDays: 0 } } },
    { backup: { bucket: { expireAfterDays: 1 } } },
    'spec.backup.bucket.expireAfterDays: Invalid value: 0: spec.backup.bucket.expireAfterDays in body should be greater than or equal to 1',
  ],

  [
    { maintenance: { window: 'Sun:04:00-Sun:06:00' } },
    { maintenance: { window: 'sun:04:00-sun:06:00' } },
    'spec.maintenance.window: Invalid value: "string": "Sun:04:00-Sun:06:00" is not a weekly window: write ddd:HH:MM-ddd:HH:MM in UTC and lower case, as in sun:04:00-sun:06:00',
  ],
  [
    { maintenance: { window: 'sun:23:50-mon:00:19' } },
    { maintenance: { window: 'sun:23:50-mon:00:20' } },
    'spec.maintenance.window: Invalid value: "string": "sun:23:50-mon:00:19" is too short: make it at least 30 minutes; it may cross midnight and the end of the week',
  ],
  [
    { maintenance: { window: 'tue:04:00-wed:04:01' } },
    { maintenance: { window: 'tue:04:00-wed:04:00' } },
    'spec.maintenance.window: Invalid value: "string": "tue:04:00-wed:04:01" is longer than a day: end it within 24 hours of its beginning',
  ],
  [
    { maintenance: { disruptiveChanges: 'Now' } },
    { maintenance: { disruptiveChanges: 'Immediately' } },
    'spec.maintenance.disruptiveChanges: Unsupported value: "Now": supported values: "InWindow", "OnApproval", "Immediately"',
  ],

  [
    { monitoring: { enhancedIntervalSeconds: 20 } },
    { monitoring: { enhancedIntervalSeconds: 15 } },
    'spec.monitoring.enhancedIntervalSeconds: Unsupported value: 20: supported values: "0", "1", "5", "10", "15", "30", "60"',
  ],
  [
    { monitoring: { performanceInsights: { retentionDays: 31 } } },
    { monitoring: { performanceInsights: { retentionDays: 465 } } },
    'spec.monitoring.performanceInsights.retentionDays: Invalid value: "integer": is none of the numbers that RDS has: set 7, or with databaseInsights Advanced 731 or a multiple of 31 from 465',
  ],
  [
    { monitoring: { databaseInsights: 'Advanced', performanceInsights: { retentionDays: 7 } } },
    { monitoring: { databaseInsights: 'Advanced', performanceInsights: { retentionDays: 731 } } },
    'spec.monitoring.performanceInsights.retentionDays: Invalid value: "object": must be 7 with databaseInsights Standard, and 465 or more with Advanced',
  ],
  [
    { monitoring: { databaseInsights: 'Standard', performanceInsights: { retentionDays: 465 } } },
    { monitoring: { databaseInsights: 'Standard', performanceInsights: { retentionDays: 7 } } },
    'spec.monitoring.performanceInsights.retentionDays: Invalid value: "object": must be 7 with databaseInsights Standard, and 465 or more with Advanced',
  ],
  [
    { monitoring: { databaseInsights: 'Advanced', performanceInsights: { enabled: false } } },
    { monitoring: { databaseInsights: 'Standard', performanceInsights: { enabled: false } } },
    'spec.monitoring.databaseInsights: Invalid value: "object": Advanced is made on Performance Insights: set performanceInsights.enabled to true, or databaseInsights to Standard',
  ],
  [
    { monitoring: { logs: { exports: ['postgres'] } } },
    { monitoring: { logs: { exports: [] } } },
    'spec.monitoring.logs.exports[0]: Unsupported value: "postgres": supported values: "postgresql", "upgrade"',
  ],
  [
    { monitoring: { logs: { exports: ['upgrade', 'upgrade'] } } },
    { monitoring: { logs: { exports: ['upgrade', 'postgresql'] } } },
    'spec.monitoring.logs.exports[1]: Duplicate value: "upgrade"',
  ],
  [
    alarms({ cpuUtilizationPercent: 101 }),
    alarms({ cpuUtilizationPercent: 100 }),
    'spec.monitoring.alarms.cpuUtilizationPercent: Invalid value: 101: spec.monitoring.alarms.cpuUtilizationPercent in body should be less than or equal to 100',
  ],
  [
    alarms({ freeStorage: '10GB' }),
    alarms({ freeStorage: '512Mi' }),
    'spec.monitoring.alarms.freeStorage: Invalid value: "string": "10GB" is not a whole number of MiB, GiB or TiB: write it as in 10Gi',
  ],
  [
    alarms({ notify: {} }),
    alarms({}),
    'spec.monitoring.alarms.notify: Invalid value: "object": set either topicARN or emails, or remove notify',
  ],
  [
    alarms({ notify: { topicARN: topic('us-east-2'), emails: ['a@b.io'] } }),
    alarms({ notify: { topicARN: topic('us-east-2') } }),
    'spec.monitoring.alarms.notify: Invalid value: "object": set either topicARN or emails, or remove notify',
  ],
  [
    alarms({ notify: { topicARN: `${topic('us-east-2')}.fifo` } }),
    alarms({ notify: { topicARN: topic('us-east-2') } }),
    'spec.monitoring.alarms.notify.topicARN: Invalid value: "string": "arn:aws:sns:us-east-2:123456789012:alarms.fifo" is not the ARN of an SNS topic (FIFO topics take no alarms): write it as in arn:aws:sns:us-east-2:123456789012:alarms',
  ],
  [
    alarms({ notify: { topicARN: topic('us-east-1') } }),
    alarms({ notify: { topicARN: topic('us-east-2') } }),
    'spec.monitoring.alarms.notify.topicARN: Invalid value: "object": arn:aws:sns:us-east-1:123456789012:alarms is not in region us-east-2: name a topic of that region, where the alarms are',
  ],
  [
    alarms({ notify: { emails: ['dba@example'] } }),
    alarms({ notify: { emails: ['dba@mail.example.com'] } }),
    'spec.monitoring.alarms.notify.emails[0]: Invalid value: "string": "dba@example" is not a mail address: write it as in dba@example.com',
  ],

  [
    { restoreFrom: { snapshotID: '1-shop', keyARN } },
    { restoreFrom: { snapshotID: 'rds:shop-2026-01-31-00-10', keyARN } },
    'spec.restoreFrom.snapshotID: Invalid value: "string": "1-shop" is neither identifier nor ARN of an RDS snapshot: write it as in tap-final-1',
  ],
  [
    { restoreFrom: { snapshotID: 'shop', keyARN: 'x:us-east-2:' } },
    { restoreFrom: { snapshotID: 'shop', keyARN } },
    'spec.restoreFrom.keyARN: Invalid value: "string": "x:us-east-2:" is not the ARN of a KMS key (nor is that of an alias): write it as in arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  ],
  [
    { restoreFrom: { snapshotID: 'shop', keyARN: key('eu-west-1') } },
    { restoreFrom: { snapshotID: 'shop', keyARN } },
    'spec.restoreFrom.keyARN: Invalid value: "object": arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab is not in region us-east-2: copy the snapshot there, with a key of that region',
  ],
  [
    { restoreFrom: { snapshotID: 'shop', keyARN }, encryption: { keyARN: `${keyARN}0` } },
    { restoreFrom: { snapshotID: 'shop', keyARN }, encryption: { keyARN } },
    `spec.encryption.keyARN: Invalid value: "object": a restored database has its snapshot's key: remove encryption.keyARN, or set it to restoreFrom.keyARN`,
  ],
  [
    { restoreFrom: { snapshotID: 'shop' } },
    { restoreFrom: { snapshotID: 'shop', keyARN } },
    'spec.restoreFrom.keyARN: Required value',
  ],
  [
    { adopt: { resources: [{ kind: 'VPC', name: 'a' }] } },
    { adopt: { resources: [{ kind: 'VPC', name: 'a', id: 'vpc-1' }] } },
    'spec.adopt.resources[0].id: Required value',
  ],
  [
    { deletionPolicy: 'Keep' },
    { deletionPolicy: 'Retain' },
    'spec.deletionPolicy: Unsupported value: "Keep": supported values: "Snapshot", "Delete", "Retain"',
  ],
  [
    { compositionRef: { name: 'A b' } },
    { compositionRef: { name: 'a.b' } },
    'spec.compositionRef.name: Invalid value: "string": "A b" is not the name of an object: use a-z, 0-9, - and ., a letter or digit at both ends',
  ],
  [
    { compositionRevisionRef: { name: 'a-' } },
    { compositionRevisionRef: { name: 'a-1' } },
    'spec.compositionRevisionRef.name: Invalid value: "string": "a-" is not the name of an object: use a-z, 0-9, - and ., a letter or digit at both ends',
  ],
  [
    { compositionUpdatePolicy: 'Never' },
    { compositionUpdatePolicy: 'Manual' },
    'spec.compositionUpdatePolicy: Unsupported value: "Never": supported values: "Automatic", "Manual"',
  ],
];

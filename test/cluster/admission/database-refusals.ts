import type { Refusal } from './admission-cluster.js';

const storage = (fields: object) => ({ instance: { storage: fields } });

/** What the schema can know to be wrong about names, the engine and the instances. */
export const databaseRefusals: readonly Refusal[] = [
  [
    { region: 'US' },
    { region: 'us-gov-west-1' },
    'spec.region: Invalid value: "string": "US" is not the name of an AWS region: write it as in us-east-2',
  ],
  [
    { environment: 'dev-' },
    { environment: 'dev-2' },
    `spec.environment: Invalid value: "string": "dev-" becomes part of names in AWS: it must begin with a letter, end with a letter or digit, and hold only a-z, 0-9 and single '-', e.g. dev`,
  ],
  [
    { environment: 'a-very-long-1' },
    { environment: 'a-very-long1' },
    'spec.environment: Too long: may not be more than 12 bytes',
  ],

  [
    { tags: { 'AWS:owner': 'x' } },
    { tags: { 'aws-owner': 'x' } },
    'spec.tags: Invalid value: "object": the prefixes aws:, services.k8s.aws/ and tapstack.io/ belong to AWS, ACK and this operator: choose other keys',
  ],
  [
    { tags: { 'tapstack.io/database': 'x' } },
    { tags: { 'example.com/database': 'x' } },
    'spec.tags: Invalid value: "object": the prefixes aws:, services.k8s.aws/ and tapstack.io/ belong to AWS, ACK and this operator: choose other keys',
  ],
  [
    { tags: { 'services.k8s.aws/x': 'x' } },
    { tags: { 'services.k8s.aws': 'x' } },
    'spec.tags: Invalid value: "object": the prefixes aws:, services.k8s.aws/ and tapstack.io/ belong to AWS, ACK and this operator: choose other keys',
  ],
  [
    { tags: { 'owner?': 'x' } },
    { tags: { Eigentümer: 'x' } },
    'spec.tags: Invalid value: "object": keys must have 1 to 128 letters, digits, spaces or _ . : / = + - @, as AWS allows no others',
  ],
  [
    { tags: { owner: 'a;b' } },
    { tags: { owner: 'a+b = Größe @ 1' } },
    'spec.tags: Invalid value: "object": values may hold only letters, digits, spaces and _ . : / = + - @, as AWS allows no others',
  ],
  [{ tags: tags(41) }, { tags: tags(40) }, 'spec.tags: Too many: 41: must have at most 40 items'],

  [
    { postgres: { version: 'v17' } },
    { postgres: { version: '17.10' } },
    'spec.postgres.version: Invalid value: "string": "v17" is not a version of PostgreSQL: write the major one, as in "17", or with the minor, as in "17.5"',
  ],
  [
    { postgres: { database: 'Shop' } },
    { postgres: { database: '_shop' } },
    'spec.postgres.database: Invalid value: "string": "Shop" is not a database name here: it must begin with a lower case letter or _ and hold only a-z, 0-9 and _',
  ],
  [
    { postgres: { database: 'order' } },
    { postgres: { database: 'orders' } },
    'spec.postgres.database: Invalid value: "string": "order" is reserved by PostgreSQL or RDS: choose another name, e.g. tap',
  ],
  [
    { postgres: { username: '_shop' } },
    { postgres: { username: 'shop_1' } },
    'spec.postgres.username: Invalid value: "string": "_shop" is not a user name here: it must begin with a lower case letter and hold only a-z, 0-9 and _',
  ],
  [
    { postgres: { username: 'admin' } },
    { postgres: { username: 'admin1' } },
    'spec.postgres.username: Invalid value: "string": "admin" is reserved by PostgreSQL or RDS: choose another name, e.g. postgres',
  ],
  [
    { postgres: { username: 'pg_shop' } },
    { postgres: { username: 'pgshop' } },
    'spec.postgres.username: Invalid value: "string": "pg_shop" is reserved by PostgreSQL or RDS: choose another name, e.g. postgres',
  ],
  [
    { postgres: { username: 'rds_shop' } },
    { postgres: { username: 'rdsshop' } },
    'spec.postgres.username: Invalid value: "string": "rds_shop" is reserved by PostgreSQL or RDS: choose another name, e.g. postgres',
  ],
  [
    { postgres: { port: 1149 } },
    { postgres: { port: 1150 } },
    'spec.postgres.port: Invalid value: 1149: spec.postgres.port in body should be greater than or equal to 1150',
  ],
  [
    { postgres: { parameters: { Work_Mem: '16MB' } } },
    { postgres: { parameters: { work_mem: '16MB' } } },
    'spec.postgres.parameters: Invalid value: "object": names are written as PostgreSQL and RDS do, in lower case, e.g. work_mem or rds.force_ssl',
  ],
  [
    { postgres: { caCertificateIdentifier: 'RSA' } },
    { postgres: { caCertificateIdentifier: 'rds-ca-ecc384-g1' } },
    `spec.postgres.caCertificateIdentifier: Invalid value: "string": "RSA" is not the identifier of one of RDS's certificate authorities: write it as in rds-ca-rsa2048-g1`,
  ],

  [
    { instance: { class: 'm5.large' } },
    { instance: { class: 'db.m5.large' } },
    'spec.instance.class: Invalid value: "string": "m5.large" is not an RDS instance class: write it as in db.m5.large',
  ],
  [
    { instance: { class: 'db.z9.large', memory: '8G' } },
    { instance: { class: 'db.z9.large', memory: '8Gi' } },
    'spec.instance.memory: Invalid value: "string": "8G" is not a whole number of MiB, GiB or TiB: write it as in 8Gi',
  ],
  [
    { instance: { memory: '8Gi' } },
    { instance: { class: 'db.z9.large', memory: '8Gi' } },
    'spec.instance.memory: Invalid value: "object": memory tells the size of class: set class too, or remove memory',
  ],
  [
    storage({ size: '100G' }),
    storage({ size: '100Gi' }),
    'spec.instance.storage.size: Invalid value: "string": "100G" is not a whole number of GiB or TiB: write it as in 100Gi',
  ],
  [
    storage({ size: '1.5Ti' }),
    storage({ size: '1Ti' }),
    'spec.instance.storage.size: Invalid value: "string": "1.5Ti" is not a whole number of GiB or TiB: write it as in 100Gi',
  ],
  [
    storage({ size: '19Gi' }),
    storage({ size: '20Gi' }),
    'spec.instance.storage.size: Invalid value: "string": "19Gi" is not what RDS has: set 20Gi to 64Ti',
  ],
  [
    storage({ size: '65Ti' }),
    storage({ size: '64Ti' }),
    'spec.instance.storage.size: Invalid value: "string": "65Ti" is not what RDS has: set 20Gi to 64Ti',
  ],
  [
    storage({ maxSize: '500' }),
    storage({ maxSize: '500Gi' }),
    'spec.instance.storage.maxSize: Invalid value: "string": "500" is not a whole number of GiB or TiB: write it as in 100Gi',
  ],
  [
    storage({ maxSize: '10Gi' }),
    storage({ maxSize: '22Gi' }),
    'spec.instance.storage.maxSize: Invalid value: "string": "10Gi" is not what RDS has: set 20Gi to 64Ti',
  ],
  [
    storage({ size: '100Gi', maxSize: '109Gi' }),
    storage({ size: '100Gi', maxSize: '110Gi' }),
    'spec.instance.storage.maxSize: Invalid value: "object": 109Gi is less than 1.1 times size, 100Gi: raise it, or remove it for no growth',
  ],
  [
    storage({ type: 'st1' }),
    storage({ type: 'io2', iops: 3000 }),
    'spec.instance.storage.type: Unsupported value: "st1": supported values: "gp2", "gp3", "io1", "io2"',
  ],
  [
    storage({ type: 'gp2', iops: 3000 }),
    storage({ type: 'gp2' }),
    'spec.instance.storage.iops: Invalid value: "object": gp2 takes its iops from the size: remove iops, or set type gp3, io1 or io2',
  ],
  [
    storage({ type: 'io1' }),
    storage({ type: 'io1', iops: 3000 }),
    'spec.instance.storage.iops: Invalid value: "object": io1 and io2 need iops: set it, or set type gp3',
  ],
  [
    storage({ type: 'io2', iops: 20000, throughput: 500 }),
    storage({ type: 'gp3', iops: 20000, throughput: 500 }),
    'spec.instance.storage.throughput: Invalid value: "object": only gp3 has throughput: remove it, or set type gp3',
  ],
  [
    storage({ type: 'gp3', size: '400Gi', iops: 11999 }),
    storage({ type: 'gp3', size: '400Gi', iops: 12000 }),
    'spec.instance.storage.iops: Invalid value: "object": must be from 12000 to 64000 with gp3',
  ],
  [
    storage({ type: 'gp3', size: '399Gi', iops: 12000 }),
    storage({ type: 'gp3', size: '400Gi', iops: 12000 }),
    'spec.instance.storage.iops: Invalid value: "object": gp3 has 3000 iops below 400Gi, and no other: remove iops, or set size to 400Gi or more',
  ],
  [
    storage({ size: '399Gi', throughput: 500 }),
    storage({ size: '400Gi', throughput: 500 }),
    'spec.instance.storage.throughput: Invalid value: "object": gp3 has 125 MiB/s below 400Gi, and no other: remove throughput, or set size to 400Gi or more',
  ],
  [
    storage({ iops: 12000, throughput: 3001 }),
    storage({ iops: 12000, throughput: 3000 }),
    'spec.instance.storage.throughput: Invalid value: "object": must be at most a quarter of iops: lower it, or raise iops',
  ],

  [
    { replicas: { count: 16 } },
    { replicas: { count: 15 } },
    'spec.replicas.count: Invalid value: 16: spec.replicas.count in body should be less than or equal to 15',
  ],
  [
    { replicas: { class: 'db.large' } },
    { replicas: { class: 'db.r6g.large' } },
    'spec.replicas.class: Invalid value: "string": "db.large" is not an RDS instance class: write it as in db.m5.large',
  ],
];

function tags(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'x']));
}

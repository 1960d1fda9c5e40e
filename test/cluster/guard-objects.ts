import type { KubeObject, OwnerReference } from '../../src/api/object.js';
import { API_VERSION, FINALIZER, KIND, LABEL_DATABASE } from '../../src/api/words.js';
import { type ApiClient, refTo } from '../../src/sandbox/api-client.js';

const identity = {
  region: 'us-east-2',
  environment: 'dev',
  postgres: { database: 'tap', username: 'postgres', port: 5432, iamAuthentication: false },
  network: { cidr: '10.0.0.0/16', zones: ['us-east-2a', 'us-east-2b'], databaseSubnets: 'Isolated' },
  encryption: {},
  backup: { bucket: {} },
  composition: { name: 'built-in' },
};

export interface DatabaseOptions {
  /** Whether it has a `status.identity`, as after the first compose. @default true */
  readonly composed?: boolean;
  /** @default unset, which means true */
  readonly deletionProtection?: boolean;
  /** @default the operator's */
  readonly finalizers?: readonly string[];
}

/** A TapDatabase as the operator leaves it behind, without an operator. */
export async function createDatabase(
  admin: ApiClient,
  namespace: string,
  { composed = true, deletionProtection, finalizers = [FINALIZER] }: DatabaseOptions = {},
): Promise<KubeObject> {
  const database = await admin.create({
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: { name: 'tap', namespace, finalizers },
    spec: { region: 'us-east-2', ...(deletionProtection === undefined ? {} : { deletionProtection }) },
  });
  if (!composed) return database;
  return admin.mergePatch(refTo(database), { status: { identity } }, { subresource: 'status' });
}

/** One child of each sort that a policy can see differently: of ACK, with a status of its own, and with data. */
export async function createChildren(operator: ApiClient, database: KubeObject): Promise<readonly KubeObject[]> {
  const { name, namespace = '', uid = '' } = database.metadata;
  const { apiVersion, kind } = database;
  const owner: OwnerReference = { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
  const metadata = { namespace, labels: { [LABEL_DATABASE]: name }, ownerReferences: [owner] };
  const manifests: readonly KubeObject[] = [
    {
      apiVersion: 'ec2.services.k8s.aws/v1alpha1',
      kind: 'VPC',
      metadata: { ...metadata, name: 'tap-vpc' },
      spec: { cidrBlocks: ['10.0.0.0/16'] },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, name: 'tap-rw' },
      spec: { type: 'ExternalName', externalName: 'tap.example.com' },
    },
    { apiVersion: 'v1', kind: 'Secret', metadata: { ...metadata, name: 'tap-connection' }, type: 'Opaque' },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, name: 'tap-outputs' }, data: {} },
  ];
  return Promise.all(manifests.map((manifest) => operator.apply(manifest, { fieldManager: 'tapdb-operator' })));
}

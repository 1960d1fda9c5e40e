import { Construct } from 'constructs';
import { ANNOTATION_CREDENTIALS } from '../api/words.js';
import type { Access } from './access.js';
import { coreRef } from './ack-kinds.js';
import { bastionRef } from './bastion.js';
import { bucketName } from './bucket-name.js';
import { primaryUris, readUris, type Server } from './connection-uris.js';
import { connectionRef } from './credential-names.js';
import {
  credentialsJson,
  MIRRORED_KEY,
  masterPassword,
  mirroredSecret,
  primaryHost,
  secretsManagerName,
} from './credentials.js';
import type { DatabaseChart, Need } from './database-chart.js';
import type { Encryption } from './encryption.js';
import { replicaNumbers, replicaRef } from './instance-refs.js';
import { isServingState } from './serving-states.js';

export interface ConnectionProps {
  readonly access: Access;
  readonly encryption: Encryption;
  /** PEM of RDS's certificate authorities: with it clients are told to verify the server. */
  readonly caBundle?: string;
}

/** What applications in the namespace connect with. */
export class Connection extends Construct {
  constructor(chart: DatabaseChart, { access, encryption, caBundle }: ConnectionProps) {
    super(chart, 'connection');
    const { name, credentials } = chart.spec;
    this.#addServices(chart);
    chart.addObject(
      this,
      connectionRef(name),
      (need) => ({ type: 'servicebinding.io/postgresql', data: base64(connectionOf(chart, need, caBundle)) }),
      // While it is not known whose password is in force, it cannot be composed anyway.
      { [ANNOTATION_CREDENTIALS]: chart.credentials.inForce ?? '' },
    );
    if (credentials.secretsManager) {
      chart.addObject(this, mirroredSecret(name), (need) => ({
        type: 'Opaque',
        data: base64({ [MIRRORED_KEY]: credentialsJson(chart, need) }),
      }));
    }
    chart.addObject(this, coreRef('ConfigMap', `${name}-outputs`), (need) => ({
      data: outputsOf(chart, need, access, encryption),
    }));
  }

  /** Names in the cluster for RDS's endpoints; clients that verify the certificate need RDS's own names. */
  #addServices(chart: DatabaseChart): void {
    const { name, replicas } = chart.spec;
    const add = (role: string, host: (need: Need) => string) =>
      chart.addObject(this, coreRef('Service', `${name}-${role}`), (need) => ({
        spec: { type: 'ExternalName', externalName: host(need) },
      }));
    add('rw', (need) => primaryHost(chart, need));
    add('ro', (need) => servingReplicas(chart)[0] ?? primaryHost(chart, need));
    for (const i of replicaNumbers(replicas.count)) {
      add(`ro-${i}`, (need) => need(replicaRef(name, i), 'status.endpoint.address'));
    }
  }
}

/** The hosts of the replicas that can be read from now, in order. */
function servingReplicas({ spec, observed }: DatabaseChart): readonly string[] {
  return replicaNumbers(spec.replicas.count).flatMap((i) => {
    const ref = replicaRef(spec.name, i);
    const host = observed.value(ref, 'status.endpoint.address');
    const status = observed.value(ref, 'status.dbInstanceStatus');
    return host !== undefined && status !== undefined && isServingState(status, false) ? [host] : [];
  });
}

/** Keys as in servicebinding.io's well-known ones, and where reads go. */
function connectionOf(chart: DatabaseChart, need: Need, caBundle?: string): Readonly<Record<string, string>> {
  const { port, database, username } = chart.spec.postgres;
  const password = masterPassword(chart, need);
  const host = primaryHost(chart, need);
  const hosts = [...servingReplicas(chart), host];
  const sslmode = caBundle === undefined ? 'require' : 'verify-full';
  const server: Server = { port, database, username, password, sslmode };
  const primary = primaryUris(server, host);
  const read = readUris(server, hosts);
  return {
    type: 'postgresql',
    provider: 'aws-rds',
    host,
    port: String(port),
    database,
    username,
    password,
    sslmode,
    uri: primary.uri,
    'jdbc-uri': primary.jdbcUri,
    'ro-host': hosts[0] as string,
    'ro-uri': read.uri,
    'ro-jdbc-uri': read.jdbcUri,
    ...(caBundle !== undefined && { certificates: caBundle }),
  };
}

/** What other stacks take from this one. */
function outputsOf(
  chart: DatabaseChart,
  need: Need,
  access: Access,
  encryption: Encryption,
): Readonly<Record<string, string>> {
  const { spec, observed } = chart;
  const bastionInstanceID =
    access.bastion === undefined ? undefined : observed.value(bastionRef(spec.name), 'status.instanceID');
  return {
    primaryEndpoint: primaryHost(chart, need),
    primaryPort: String(spec.postgres.port),
    credentialsSecretName: spec.credentials.secretsManager ? secretsManagerName(chart) : `${spec.name}-connection`,
    ...(spec.backup.bucket.enabled && { backupBucketName: bucketName(chart, need) }),
    kmsKeyARN: encryption.arn(need),
    ...(bastionInstanceID !== undefined && { bastionInstanceID }),
  };
}

const base64 = (texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));

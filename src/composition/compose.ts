import type { Composition, Observed } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { identityOf } from '../api/identity.js';
import { resolve } from '../api/resolve.js';
import type { Settings } from '../api/settings.js';
import { Access } from './access.js';
import { Backup } from './backup.js';
import { Bastion } from './bastion.js';
import { Connection } from './connection.js';
import { type CredentialNames, settledCredentials } from './credential-names.js';
import { Credentials } from './credentials.js';
import { DatabaseChart, type InstanceName } from './database-chart.js';
import { Encryption } from './encryption.js';
import { Instance } from './instance.js';
import { replicaNumbers } from './instance-refs.js';
import { Monitoring } from './monitoring.js';
import { Network } from './network.js';
import { Postgres } from './postgres.js';
import { Replicas } from './replicas.js';
import { Restore } from './restore.js';

/** What of the operator's configuration shows in what is composed. */
export interface ComposeSettings extends Pick<Settings, 'caBundle'> {
  /** The snapshot of `restoreFrom` may be used whatever its tags say. @default false */
  readonly isSnapshotTrusted?: boolean;
  /** @default those of a database whose password is not being rotated */
  readonly credentials?: CredentialNames;
}

/**
 * Everything that a valid TapDatabase is made of, as it should be now: what can be composed, and what waits for values
 * that only the cluster can tell. The same arguments always give the same bytes; the master password's own Secret is not
 * among the children, since it is random.
 */
export function compose(
  database: TapDatabase,
  observed: Observed,
  { caBundle, credentials, isSnapshotTrusted = false }: ComposeSettings = {},
): Composition {
  const spec = resolve(database);
  const { name, namespace, replicas } = spec;
  const names = credentials ?? settledCredentials(name, observed);
  const chart = new DatabaseChart(spec, observed, names, database.status?.identity ?? identityOf(spec));
  const instances: readonly InstanceName[] = [
    'primary',
    ...replicaNumbers(replicas.count).map((i): InstanceName => `replica-${i}`),
  ];
  const restore = new Restore(chart, isSnapshotTrusted);
  if (restore.isAwaited) return chart.composition();
  const network = new Network(chart);
  const { placement } = network;
  const access = new Access(chart, placement);
  const encryption = new Encryption(chart);
  // Only a manifest that was never applied has no uid.
  const uid = database.metadata.uid ?? `${namespace}/${name}`;
  const postgres = new Postgres(chart, uid);
  const monitoring = new Monitoring(chart, encryption, instances);
  new Instance(chart, { access, encryption, monitoring, network, postgres, uid });
  new Replicas(chart, { access, monitoring, placement, postgres });
  new Backup(chart, encryption);
  new Bastion(chart, access, placement);
  new Credentials(chart);
  new Connection(chart, { access, encryption, ...(caBundle !== undefined && { caBundle }) });
  return chart.composition();
}

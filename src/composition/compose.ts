import type { Composition, Observed } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { identityOf } from '../api/identity.js';
import { resolve } from '../api/resolve.js';
import type { Settings } from '../api/settings.js';
import { Access } from './access.js';
import { Backup } from './backup.js';
import { Bastion } from './bastion.js';
import { Connection } from './connection.js';
import { Credentials } from './credentials.js';
import { DatabaseChart, type InstanceName } from './database-chart.js';
import { Encryption } from './encryption.js';
import { Instance } from './instance.js';
import { replicaNumbers } from './instance-refs.js';
import { Monitoring } from './monitoring.js';
import { Network } from './network.js';
import { Postgres } from './postgres.js';
import { Replicas } from './replicas.js';

/**
 * Everything that a valid TapDatabase is made of, as it should be now: what can be composed, and what waits for values
 * that only the cluster can tell. The same arguments always give the same bytes; the master password's own Secret is not
 * among the children, since it is random.
 */
export function compose(
  database: TapDatabase,
  observed: Observed,
  settings: Pick<Settings, 'caBundle'> = {},
): Composition {
  const spec = resolve(database);
  const chart = new DatabaseChart(spec, observed, database.status?.identity ?? identityOf(spec));
  const { name, namespace, replicas } = spec;
  const instances: readonly InstanceName[] = [
    'primary',
    ...replicaNumbers(replicas.count).map((i): InstanceName => `replica-${i}`),
  ];
  const network = new Network(chart);
  const { placement } = network;
  const access = new Access(chart, placement);
  const encryption = new Encryption(chart);
  const postgres = new Postgres(chart);
  const monitoring = new Monitoring(chart, encryption, instances);
  // Only a manifest that was never applied has no uid.
  const uid = database.metadata.uid ?? `${namespace}/${name}`;
  new Instance(chart, { access, encryption, monitoring, network, postgres, uid });
  new Replicas(chart, access, monitoring, placement);
  new Backup(chart, encryption);
  new Bastion(chart, access, placement);
  new Credentials(chart);
  new Connection(chart, { access, encryption, ...settings });
  return chart.composition();
}

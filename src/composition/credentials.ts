import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import { refKey, refOf } from '../api/child.js';
import { ACK_DELETION_POLICY, ACK_LAST_SECRET, ANNOTATION_CREDENTIALS } from '../api/words.js';
import { coreRef } from './ack-kinds.js';
import { connectionRef } from './credential-names.js';
import type { DatabaseChart, Need } from './database-chart.js';
import { primaryRef } from './instance-refs.js';

/**
 * The password that opens the database now: clients are told of another one only once RDS has it. Where its Secret was lost,
 * what clients were told last still holds.
 */
export function masterPassword({ spec, observed, credentials }: DatabaseChart, need: Need): string {
  const { inForce } = credentials;
  if (inForce === undefined) return need(primaryRef(spec.name), `metadata.annotations.${ACK_LAST_SECRET}`);
  const secret = coreRef('Secret', inForce);
  const connection = connectionRef(spec.name);
  const live = observed.children.find((object) => refKey(refOf(object)) === refKey(connection));
  const isOfIt = live?.metadata.annotations?.[ANNOTATION_CREDENTIALS] === inForce;
  const told = isOfIt ? observed.value(connection, 'data.password') : undefined;
  return observed.value(secret, 'data.password') ?? told ?? need(secret, 'data.password');
}

export const primaryHost = ({ spec }: DatabaseChart, need: Need): string =>
  need(primaryRef(spec.name), 'status.endpoint.address');

/** The Kubernetes Secret that ACK copies to Secrets Manager, and its one key. */
export const mirroredSecret = (name: string) => coreRef('Secret', `${name}-secrets-manager`);
export const MIRRORED_KEY = 'credentials.json';

/** The master's credentials as AWS's own database secrets have them. Source: Secrets Manager User Guide, "JSON structure". */
export function credentialsJson(chart: DatabaseChart, need: Need): string {
  const { username, port, database } = chart.spec.postgres;
  return JSON.stringify({
    username,
    password: masterPassword(chart, need),
    engine: 'postgres',
    host: primaryHost(chart, need),
    port,
    dbname: database,
    dbInstanceIdentifier: chart.awsName('primary'),
  });
}

/**
 * The copy of the master's credentials in Secrets Manager. It stays in AWS when the database goes, since its name is then
 * taken for 30 days, and is taken over again where its tags prove whose it is (changes/adoption.ts).
 */
export class Credentials extends Construct {
  constructor(chart: DatabaseChart) {
    super(chart, 'credentials');
    const { name, namespace, credentials } = chart.spec;
    if (!credentials.secretsManager) return;
    chart.addAck(
      this,
      'Secret',
      `${name}-credentials`,
      (need) => ({
        name: secretsManagerName(chart),
        // ACK sends a new value only along with another change; the password in it makes the hash impossible to reverse.
        description: `Master user of the database ${namespace}/${name}, content ${contentHash(credentialsJson(chart, need))}`,
        secretString: { name: mirroredSecret(name).name, key: MIRRORED_KEY },
      }),
      { annotations: { [ACK_DELETION_POLICY]: 'retain' } },
    );
  }
}

export const secretsManagerName = (chart: DatabaseChart): string => chart.awsName('db-credentials');

const contentHash = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 12);

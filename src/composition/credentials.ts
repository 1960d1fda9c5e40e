import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import { type Observed, refKey, refOf } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { valueAt } from '../api/object.js';
import { ACK_DELETION_POLICY } from '../api/words.js';
import { coreRef } from './ack-kinds.js';
import type { DatabaseChart, Need } from './database-chart.js';
import { primaryRef } from './instance-refs.js';

/**
 * The Kubernetes Secret with the master password, `<name>-credentials-<n>`: the one that the live primary uses, since ACK
 * takes a new password only under a new name; the first one where there is no primary yet.
 */
export function credentialsSecretName({ metadata }: Pick<TapDatabase, 'metadata'>, observed: Observed): string {
  const { name } = metadata;
  const ref = refKey(primaryRef(name));
  const primary = observed.children.find((object) => refKey(refOf(object)) === ref);
  const secret = valueAt(primary, 'spec.masterUserPassword.name');
  return typeof secret === 'string' ? secret : `${name}-credentials-1`;
}

/** Where the master user logs in, and with what. */
export const masterPassword = ({ spec, observed }: DatabaseChart, need: Need): string =>
  need(coreRef('Secret', credentialsSecretName({ metadata: spec }, observed)), 'data.password');

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
 * taken for 30 days, and is adopted again: whoever got the primary's identifier, which is as unique, owns this name too.
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
      {
        annotations: {
          [ACK_DELETION_POLICY]: 'retain',
          'services.k8s.aws/adoption-policy': 'adopt-or-create',
        },
      },
    );
  }
}

export const secretsManagerName = (chart: DatabaseChart): string => chart.awsName('db-credentials');

const contentHash = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 12);

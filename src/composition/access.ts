import { Construct } from 'constructs';
import type { ChildRef } from '../api/child.js';
import { from, type SpecOf } from './ack-kinds.js';
import type { DatabaseChart } from './database-chart.js';
import type { Placement } from './placement.js';

interface Peer {
  readonly group: { readonly groupRef: ReturnType<typeof from> } | { readonly groupID: string };
  readonly description: string;
}

/**
 * Who reaches whom. Rules name the other side on the database's group only: two groups that refer to each other would
 * each wait for the other's id, and neither could be deleted first.
 */
export class Access extends Construct {
  /** For applications to stand in. */
  readonly application: ChildRef;
  /** Undefined without a bastion, which needs a public subnet. */
  readonly bastion: ChildRef | undefined;
  readonly database: ChildRef;

  constructor(chart: DatabaseChart, placement: Placement) {
    super(chart, 'access');
    const { name, access, bastion, backup } = chart.spec;
    const { port } = chart.spec.postgres;
    const toDatabase = toNetworks(port, placement.databaseCIDRs, 'PostgreSQL to the database subnets');
    const toInternet = (description: string) => toNetworks(443, ['0.0.0.0/0'], description);

    this.application = this.#addGroup(chart, placement, 'app', `Applications that use the database ${name}`, {
      ingressRules: [],
      egressRules: [toDatabase],
    });
    this.bastion =
      bastion.enabled && placement.publicSubnet !== undefined
        ? this.#addGroup(chart, placement, 'bastion', `Bastion of the database ${name}`, {
            ingressRules: [],
            egressRules: [toInternet('Systems Manager and packages'), toDatabase],
          })
        : undefined;
    const peers: readonly Peer[] = [
      { group: { groupRef: from(this.application) }, description: 'PostgreSQL from applications' },
      ...(this.bastion === undefined
        ? []
        : [{ group: { groupRef: from(this.bastion) }, description: 'PostgreSQL from the bastion' }]),
      ...[...access.securityGroupIDs]
        .sort()
        .map((groupID) => ({ group: { groupID }, description: 'PostgreSQL from access.securityGroupIDs' })),
    ];
    this.database = this.#addGroup(chart, placement, 'database', `The database ${name}`, {
      ingressRules: [
        {
          ...tcp(port),
          ...(access.cidrs.length > 0 && {
            ipRanges: ranges([...access.cidrs].sort(), 'PostgreSQL from access.cidrs'),
          }),
          userIDGroupPairs: peers.map(({ group, description }) => ({ ...group, description })),
        },
      ],
      egressRules: backup.bucket.enabled ? [toInternet('S3 import and export')] : [],
    });
  }

  #addGroup(chart: DatabaseChart, placement: Placement, purpose: string, description: string, rules: Rules): ChildRef {
    return chart.addAck(this, 'SecurityGroup', `${chart.spec.name}-${purpose}`, () => ({
      name: chart.awsName(purpose),
      description,
      ...placement.vpc,
      ...rules,
    }));
  }
}

/** AWS merges rules of equal protocol and ports, so each is written as one, its sources in order. */
type Rules = Required<Pick<SpecOf<'SecurityGroup'>, 'ingressRules' | 'egressRules'>>;

const tcp = (port: number) => ({ ipProtocol: 'tcp', fromPort: port, toPort: port });
const ranges = (cidrs: readonly string[], description: string) => cidrs.map((cidrIP) => ({ cidrIP, description }));
const toNetworks = (port: number, cidrs: readonly string[], description: string) => ({
  ...tcp(port),
  ipRanges: ranges(cidrs, description),
});

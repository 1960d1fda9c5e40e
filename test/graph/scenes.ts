import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../src/api/object.js';
import { liveLeaves } from '../../src/cli/live-leaves.js';
import { render } from '../../src/cli/render.js';
import { type Leaf, writePage } from '../../src/graph/page.js';
import { drawSvg } from '../../src/graph/svg.js';
import { topologyOf } from '../../src/graph/topology.js';
import { condition, deleting, NOW, synced } from '../changes/support.js';
import { ACCOUNT, example } from '../composition/support.js';

interface Scene {
  readonly database: TapDatabase;
  readonly leaves: readonly Leaf[];
}

export const topologyIn = ({ database, leaves }: Scene) => {
  const standings = new Map(leaves.map(({ child, standing }) => [child, standing]));
  return topologyOf(
    database,
    leaves.map(({ child }) => child),
    (child) => standings.get(child) ?? 'planned',
  );
};

export const svgOf = (scene: Scene): string => drawSvg(topologyIn(scene));
export const pageOf = (scene: Scene): string =>
  writePage(scene.database, scene.leaves, drawSvg(topologyIn(scene), { isTitled: false }));

/** As `tapdb graph FILE` sees it. */
export function planned(database: TapDatabase = example('ecommerce')): Scene {
  return { database, leaves: render(database).map((child) => ({ child, standing: 'planned', message: '' })) };
}

const IDS: Readonly<Record<string, object>> = {
  VPC: { vpcID: 'vpc-0a1b2c3d4e5f60718' },
  NATGateway: { natGatewayID: 'nat-0d9e8f7a6b5c41302' },
  Instance: { instanceID: 'i-0123456789abcdef0' },
  SecurityGroup: { id: 'sg-0f1e2d3c4b5a69788' },
};
const SINCE = '2026-01-05T09:58:00Z';
const DENIED =
  'AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/ack-kms-controller/1767606000000000000 is not authorized to perform: kms:CreateKey on resource: * because no identity-based policy allows the kms:CreateKey action';

/** The e-commerce example on a bad day: one of each standing. `name` is that of the database. */
export function badDay(name = 'tap'): Scene {
  const of = example('ecommerce');
  const named: TapDatabase = { ...of, metadata: { ...of.metadata, name, namespace: 'shop' } };
  const database: TapDatabase = {
    ...named,
    status: {
      phase: 'Stalled',
      message: `Key ${name} cannot be made: ${DENIED}`,
      engineVersion: '17.5',
      instanceClass: 'db.m5.large',
      replicas: 2,
      storage: { size: '100Gi' },
      endpoint: { address: `${name}-primary-dev.c9akciq32rgd.us-east-2.rds.amazonaws.com`, port: 5432 },
      readEndpoints: [{ address: `${name}-replica-1-dev.c9akciq32rgd.us-east-2.rds.amazonaws.com`, port: 5432 }],
      connectionSecretRef: { name: `${name}-connection` },
      outputs: {
        backupBucketName: `${name}-backup-dev-${ACCOUNT}`,
        kmsKeyARN: `arn:aws:kms:us-east-2:${ACCOUNT}:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9`,
      },
      conditions: [
        { type: 'Ready', status: 'True', reason: 'Available', message: '', lastTransitionTime: '2026-01-04T17:00:00Z' },
        { type: 'Synced', status: 'False', reason: 'ChildTerminal', message: `Key ${name}`, lastTransitionTime: SINCE },
        { type: 'Stalled', status: 'True', reason: 'ChildTerminal', message: DENIED, lastTransitionTime: SINCE },
        {
          type: 'ChangeHeld',
          status: 'True',
          reason: 'WaitsForWindow',
          message: '1 change waits',
          lastTransitionTime: SINCE,
        },
      ],
      heldChanges: [
        {
          id: '5f0a4c0e9a',
          child: `DBInstance/${name}-primary`,
          class: 'failover',
          effect: 'the standby takes over: connections are cut for a minute',
          fields: ['spec.dbInstanceClass', 'spec.dbParameterGroupRef.from.name'],
          notBefore: '2026-01-11T04:00:00Z',
        },
      ],
    },
  };
  const children = render(named, { accountID: ACCOUNT }).filter(
    ({ kind, apiVersion, metadata }) =>
      !(kind === 'Secret' && apiVersion === 'v1') && metadata.name !== `${name}-replica-2`,
  );
  return {
    database,
    leaves: liveLeaves(
      database,
      children.map((child) => lived(child, name)),
      NOW,
    ),
  };
}

function lived(child: KubeObject, name: string): KubeObject {
  const live = synced(child, IDS[child.kind] as Parameters<typeof synced>[1]);
  switch (`${child.kind}/${child.metadata.name}`) {
    case `Key/${name}`:
      return { ...live, status: { conditions: [condition('ACK.Terminal', 'True', { message: DENIED })] } };
    case `DBInstance/${name}-replica-1`:
      return synced(child, { dbInstanceStatus: 'modifying' });
    case `NATGateway/${name}-nat-2`:
      return deleting(live);
    default:
      return live;
  }
}

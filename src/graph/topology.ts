import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { type KubeObject, valueAt, valuesAt } from '../api/object.js';
import { resolve } from '../api/resolve.js';
import { LABEL_COMPONENT, LABEL_INSTANCE } from '../api/words.js';
import { type Standing, worst } from './standing.js';

/** Something that is drawn: one child, or several of a kind that belong together. */
export interface Part {
  readonly id: string;
  readonly role: Role;
  readonly title: string;
  /** The lines below the title: class, id, what it is for. */
  readonly details: readonly string[];
  readonly standing: Standing;
}

export type Role =
  | 'application'
  | 'bastion'
  | 'nat'
  | 'primary'
  | 'standby'
  | 'replica'
  | 'gateway'
  | 'key'
  | 'bucket'
  | 'secret'
  | 'alarms'
  | 'logs'
  | 'topic';

export interface Subnet {
  readonly tier: Tier;
  readonly title: string;
  /** Empty where it is somebody else's. */
  readonly cidr: string;
  readonly standing: Standing;
  readonly parts: readonly Part[];
}

export const TIERS = ['public', 'private', 'isolated'] as const;
export type Tier = (typeof TIERS)[number];

export interface Zone {
  readonly name: string;
  readonly subnets: readonly Subnet[];
}

/** The network as a whole, where a link starts. */
export const NETWORK = { id: 'network' } as const;

/** What goes from one part to another. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly kind: 'access' | 'replication' | 'standby' | 'internet' | 'service';
}

/** A database as one would draw it: zones as columns, subnets as boxes in them, and what stands around the network. */
export interface Topology {
  readonly title: string;
  readonly region: string;
  readonly network: string;
  readonly zones: readonly Zone[];
  readonly gateway: Part | undefined;
  /** Beside the network: key, bucket, secret, alarms, logs, topic. */
  readonly services: readonly Part[];
  readonly links: readonly Link[];
}

/** Answers how a child stands; what is only composed is `planned`. */
export type StandingOf = (child: KubeObject) => Standing;

/** The picture of a database from its children, composed or live. Pure: the same children give the same picture. */
export function topologyOf(database: TapDatabase, children: readonly KubeObject[], standingOf: StandingOf): Topology {
  const spec = resolve(database);
  const look = new Look(spec.name, children, standingOf);
  const zones = zonesOf(
    look,
    spec.network.kind === 'own' ? spec.network.zones : placesOf(look, spec.network.databaseZones),
  );
  const gateway = look.part('InternetGateway', 'gateway', 'Internet gateway');
  const services = servicesOf(look);
  const { port } = spec.postgres;
  const vpc = look.first('VPC');
  return {
    title: `${spec.namespace}/${spec.name}`,
    region: spec.region,
    network:
      spec.network.kind === 'existing'
        ? `existing VPC ${spec.network.vpcID}`
        : `VPC ${spec.network.cidr} ${idOf(vpc, 'status.vpcID')}`.trimEnd(),
    zones,
    gateway,
    services,
    links: linksOf(zones, gateway, services, port),
  };
}

/** Without a network of its own, the zones in which instances are known to stand. */
function placesOf(look: Look, given: readonly string[] = []): readonly string[] {
  const observed = look
    .all('DBInstance')
    .flatMap(({ spec }) => (spec?.['availabilityZone'] as string | undefined) ?? []);
  const zones = [...new Set([...given, ...observed])].sort();
  return zones.length === 0 ? ['placed by RDS'] : zones;
}

function zonesOf(look: Look, names: readonly string[]): readonly Zone[] {
  const instances = placed(look, names);
  return names.map((name) => {
    const own = TIERS.flatMap((tier) => subnetOf(look, tier, name));
    const parts = instances.get(name) ?? [];
    if (own.length === 0) {
      const bastion = name === names[0] ? bastionOf(look) : [];
      const subnet: Subnet = {
        tier: 'isolated',
        title: 'existing subnets',
        cidr: '',
        standing: 'planned',
        parts: [...bastion, ...parts],
      };
      return { name, subnets: [subnet] };
    }
    const home = databaseTier(look);
    return {
      name,
      subnets: own.map((subnet) => (subnet.tier === home ? { ...subnet, parts: [...subnet.parts, ...parts] } : subnet)),
    };
  });
}

function subnetOf(look: Look, tier: Tier, zone: string): readonly Subnet[] {
  const subnet = look
    .all('Subnet')
    .find((subnet) => subnet.spec?.['availabilityZone'] === zone && look.isOfTier(subnet.metadata.name, tier));
  if (subnet === undefined) return [];
  const { name } = subnet.metadata;
  const nats = look.all('NATGateway').filter((nat) => valueAt(nat, 'spec.subnetRef.from.name') === name);
  const bastions = look.all('Instance').filter((host) => valueAt(host, 'spec.subnetRef.from.name') === name);
  return [
    {
      tier,
      title: `${tier} subnet`,
      cidr: String(subnet.spec?.['cidrBlock']),
      standing: look.standing(subnet),
      parts: [
        ...nats.map((nat) => look.describe(nat, 'nat', 'NAT gateway', idOf(nat, 'status.natGatewayID'))),
        ...(bastions.length > 0 ? bastionOf(look) : []),
        ...(tier === 'private' ? applications(look, zone) : []),
      ],
    },
  ];
}

/** Where applications may stand: whoever has their security group. */
function applications(look: Look, zone: string): readonly Part[] {
  const group = look.all('SecurityGroup').find(({ metadata }) => metadata.name === `${look.database}-app`);
  if (group === undefined) return [];
  const details = ['whoever has security group', idOf(group, 'status.id') || group.metadata.name];
  return [
    { id: `application ${zone}`, role: 'application', title: 'Applications', details, standing: look.standing(group) },
  ];
}

function bastionOf(look: Look): readonly Part[] {
  return look
    .all('Instance')
    .map((host) =>
      look.describe(
        host,
        'bastion',
        'Bastion',
        `${String(host.spec?.['instanceType'])}, SSM only`,
        idOf(host, 'status.instanceID'),
      ),
    );
}

const databaseTier = (look: Look): Tier => {
  const group = look.first('DBSubnetGroup');
  const names = valuesAt(group, 'spec.subnetRefs.*.from.name').map(String);
  return names.some((name) => look.isOfTier(name, 'private')) ? 'private' : 'isolated';
};

/** Instances by zone. A primary that nobody has placed yet is drawn in the first, its standby in the next. */
function placed(look: Look, zones: readonly string[]): ReadonlyMap<string, readonly Part[]> {
  const parts = new Map<string, Part[]>();
  const put = (zone: string, part: Part): void => {
    const known = zones.includes(zone) ? zone : (zones[0] as string);
    parts.set(known, [...(parts.get(known) ?? []), part]);
  };
  for (const instance of look.all('DBInstance')) {
    const { spec = {} } = instance;
    const isReplica = spec['sourceDBInstanceIdentifier'] !== undefined;
    const zone = String(spec['availabilityZone'] ?? zones[0]);
    put(zone, instancePart(look, instance, isReplica ? 'replica' : 'primary'));
    if (isReplica || spec['multiAZ'] !== true || zones.length < 2) continue;
    const other = valueAt(instance, 'status.secondaryAvailabilityZone') ?? zones.find((name) => name !== zone);
    const standby = instancePart(look, instance, 'standby');
    put(String(other), {
      ...standby,
      id: `${standby.id} standby`,
      title: 'Standby',
      details: ['takes over by itself'],
    });
  }
  return parts;
}

function instancePart(look: Look, instance: KubeObject, role: 'primary' | 'replica' | 'standby'): Part {
  const { spec = {}, metadata } = instance;
  const label = metadata.labels?.[LABEL_INSTANCE] ?? role;
  const title = role === 'replica' ? `Read replica ${label.replace('replica-', '')}` : 'Primary';
  const version = spec['engineVersion'] === undefined ? [] : [`PostgreSQL ${String(spec['engineVersion'])}`];
  const storage =
    spec['allocatedStorage'] === undefined
      ? []
      : [`${String(spec['allocatedStorage'])} GiB ${String(spec['storageType'])}`];
  const state = valueAt(instance, 'status.dbInstanceStatus');
  const details = [
    String(spec['dbInstanceClass']),
    ...version,
    ...storage,
    ...(typeof state === 'string' ? [state] : []),
  ];
  return { id: metadata.name, role, title, details, standing: look.standing(instance) };
}

function servicesOf(look: Look): readonly Part[] {
  const alarms = look.all('MetricAlarm');
  const logs = look.all('LogGroup');
  const several = (
    objects: readonly KubeObject[],
    role: Role,
    title: string,
    details: readonly string[],
  ): readonly Part[] =>
    objects.length === 0
      ? []
      : [{ id: role, role, title, details, standing: worst(objects.map((each) => look.standing(each))) }];
  return [
    ...several(look.all('Key'), 'key', 'KMS key', ['storage, logs, snapshots']),
    ...several(look.all('Bucket'), 'bucket', 'Backup bucket', ['versioned, encrypted']),
    ...several(look.secretsManager(), 'secret', 'Secrets Manager', ['copy of the credentials']),
    ...several(logs, 'logs', 'CloudWatch logs', [counted(logs, 'log group')]),
    ...several(alarms, 'alarms', 'CloudWatch alarms', [counted(alarms, 'alarm')]),
    ...several(look.all('Topic'), 'topic', 'SNS topic', [counted(look.all('Subscription'), 'subscription')]),
  ];
}

function linksOf(
  zones: readonly Zone[],
  gateway: Part | undefined,
  services: readonly Part[],
  port: number,
): readonly Link[] {
  const parts = zones.flatMap(({ subnets }) => subnets.flatMap((subnet) => subnet.parts));
  const of = (role: Role): readonly Part[] => [...parts, ...services].filter((part) => part.role === role);
  const [primary] = of('primary');
  if (primary === undefined) return [];
  const to = (
    target: Part | undefined,
    from: readonly { readonly id: string }[],
    label: string,
    kind: Link['kind'],
  ): readonly Link[] => (target === undefined ? [] : from.map(({ id }) => ({ from: id, to: target.id, label, kind })));
  return [
    ...of('replica').flatMap((replica) => to(replica, [primary], 'replication', 'replication')),
    ...of('standby').flatMap((standby) => to(standby, [primary], 'synchronous', 'standby')),
    ...to(primary, of('application'), `${port}`, 'access'),
    ...to(primary, of('bastion'), `${port}`, 'access'),
    ...to(gateway, [...of('nat'), ...of('bastion')], '443', 'internet'),
    ...(['key', 'bucket', 'secret', 'logs', 'alarms'] as const).flatMap((role) =>
      to(of(role)[0], [NETWORK], '', 'service'),
    ),
    ...to(of('topic')[0], of('alarms'), 'notify', 'service'),
  ];
}

const counted = ({ length }: readonly unknown[], what: string): string => `${length} ${what}${length === 1 ? '' : 's'}`;

const idOf = (object: KubeObject | undefined, path: string): string => {
  const id = valueAt(object, path);
  return typeof id === 'string' ? id : '';
};

/** The children by kind, each with how it stands. */
class Look {
  readonly #children: readonly KubeObject[];
  readonly #standingOf: StandingOf;

  constructor(
    readonly database: string,
    children: readonly KubeObject[],
    standingOf: StandingOf,
  ) {
    this.#children = children.toSorted((a, b) => collate(a.metadata.name, b.metadata.name));
    this.#standingOf = standingOf;
  }

  /** Kubernetes' own Secrets are nothing of AWS. */
  all(kind: string): readonly KubeObject[] {
    return this.#children.filter((child) => child.kind === kind && child.apiVersion.includes('.services.k8s.aws/'));
  }

  secretsManager(): readonly KubeObject[] {
    return this.all('Secret').filter(({ metadata }) => metadata.labels?.[LABEL_COMPONENT] === 'credentials');
  }

  isOfTier(subnet: string, tier: Tier): boolean {
    return subnet.startsWith(`${this.database}-${tier}-`);
  }

  first(kind: string): KubeObject | undefined {
    return this.all(kind)[0];
  }

  standing(child: KubeObject): Standing {
    return this.#standingOf(child);
  }

  part(kind: string, role: Role, title: string): Part | undefined {
    const object = this.first(kind);
    return object === undefined ? undefined : this.describe(object, role, title);
  }

  describe(object: KubeObject, role: Role, title: string, ...lines: readonly string[]): Part {
    const details = lines.filter((line) => line !== '');
    return { id: `${object.kind} ${object.metadata.name}`, role, title, details, standing: this.standing(object) };
  }
}

/** `replica-10` after `replica-9`. */
const collate = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

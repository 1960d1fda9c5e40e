import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { ref } from '../support/manifests.js';
import { at, conditionOf, type Space } from '../support/space.js';

const PUBLIC = { mapPublicIPOnLaunch: true, hostnameType: 'ip-name' };

async function makePublicSubnet(space: Space): Promise<void> {
  await space.synced('VPC', 'vpc', { cidrBlocks: ['10.5.0.0/16'] });
  await space.synced('InternetGateway', 'gateway', { vpcRef: ref('vpc') });
  await space.synced('RouteTable', 'public', {
    vpcRef: ref('vpc'),
    routes: [{ destinationCIDRBlock: '0.0.0.0/0', gatewayRef: ref('gateway') }],
  });
  await space.synced('Subnet', 'public', {
    vpcRef: ref('vpc'),
    cidrBlock: '10.5.0.0/24',
    routeTableRefs: [ref('public')],
    ...PUBLIC,
  });
  await space.synced('ElasticIPAddress', 'address', {});
}

export function testNetwork(cluster: () => AckCluster): void {
  test('§9.1 VPC: tenancy comes into spec, the default group is closed by a second pass', async () => {
    const space = await cluster().space();
    const live = await space.synced('VPC', 'vpc', {
      cidrBlocks: ['10.0.0.0/16'],
      enableDNSSupport: true,
      enableDNSHostnames: true,
      disallowSecurityGroupDefaultRules: true,
      tags: [{ key: 'a', value: 'b' }],
    });
    expect(at(live, 'spec.instanceTenancy')).toBe('default');
    expect(at(live, 'spec.enableNetworkAddressUsageMetrics')).toBe(false);
    expect(live.status).toMatchObject({ state: 'available', securityGroupDefaultRulesExist: false });
    expect((await space.aws('vpc'))[0]).toMatchObject({ dnsHostnames: true, defaultRules: false });

    await space.edit('VPC', 'vpc', { spec: { cidrBlocks: ['10.9.0.0/16', '10.8.0.0/16'], enableDNSHostnames: false } });
    await space.until(
      'VPC',
      'vpc',
      'to have a second block',
      (each) => at(each, 'status.cidrBlockAssociationSet.1') !== undefined,
    );
    expect((await space.aws('vpc'))[0]).toMatchObject({
      cidrBlocks: ['10.0.0.0/16', '10.9.0.0/16', '10.8.0.0/16'],
      dnsHostnames: false,
    });
  });

  test('§9.1 VPC: an invalid parameter is terminal', async () => {
    const space = await cluster().space();
    await space.apply('VPC', 'block', { cidrBlocks: ['10.0.0.0'] });
    await space.apply('VPC', 'tenancy', { cidrBlocks: ['10.0.0.0/16'], instanceTenancy: 'alone' });
    await space.untilSays('VPC', 'block', 'ACK.Terminal', 'InvalidParameterValue');
    await space.untilSays('VPC', 'tenancy', 'ACK.Terminal', 'instanceTenancy');
  });

  test('§9.1 Subnet: flags are set by a second pass, another block is silently ignored', async () => {
    const space = await cluster().space();
    await makePublicSubnet(space);
    const live = await space.get('Subnet', 'public');
    expect(live.spec).toMatchObject({ availabilityZone: 'us-east-1a', availabilityZoneID: 'use1-az1' });
    expect(live.status).toMatchObject({ state: 'available', availableIPAddressCount: 251 });
    expect((await space.aws('subnet'))[0]?.['attributes']).toMatchObject({ mapPublicIPOnLaunch: true });

    await space.edit('Subnet', 'public', { spec: { cidrBlock: '10.5.9.0/24', tags: [{ key: 'a', value: 'b' }] } });
    const after = await space.until(
      'Subnet',
      'public',
      'to be looked at',
      (each) => conditionOf(each, 'Ready')?.status === 'True',
    );
    expect(at(after, 'spec.cidrBlock')).toBe('10.5.9.0/24');
    expect((await space.aws('subnet'))[0]).toMatchObject({ cidrBlock: '10.5.0.0/24' });
  });

  test('§9.1 Subnet: refused outside its VPC, over another one, in another region’s zone, and with an unknown table', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    const refusals: readonly [string, object, string, string][] = [
      ['outside', { cidrBlock: '10.9.0.0/24' }, 'ACK.Recoverable', 'InvalidSubnet.Range'],
      ['overlapping', { cidrBlock: '10.0.0.0/20' }, 'ACK.Recoverable', 'InvalidSubnet.Conflict'],
      [
        'elsewhere',
        { cidrBlock: '10.0.9.0/24', availabilityZone: 'eu-west-1a' },
        'ACK.Terminal',
        'InvalidParameterValue',
      ],
      ['no-block', { cidrBlock: 'ten' }, 'ACK.Terminal', 'cidrBlock'],
      [
        'tableless',
        { cidrBlock: '10.0.10.0/24', routeTables: ['rtb-none'] },
        'ACK.Recoverable',
        'InvalidRouteTableID.NotFound',
      ],
    ];
    for (const [name, spec, type, message] of refusals) {
      await space.apply('Subnet', name, { vpcID, ...spec });
      await space.untilSays('Subnet', name, type, message);
    }
    await space.apply('Subnet', 'homeless', { vpcID: 'vpc-none', cidrBlock: '10.0.11.0/24' });
    await space.untilSays('Subnet', 'homeless', 'ACK.Recoverable', 'InvalidVpcID.NotFound');
  });

  test('§9.1 NATGateway: Recoverable while pending, synced only when available; defaults come into spec', async () => {
    const space = await cluster().space();
    await makePublicSubnet(space);
    await space.apply('NATGateway', 'nat', { subnetRef: ref('public'), allocationRef: ref('address') });
    const pending = await space.untilCondition('NATGateway', 'nat', 'ACK.Recoverable');
    expect(pending.message).toBe('resource is pending');
    const live = await space.untilSynced('NATGateway', 'nat');
    expect(live.spec).toMatchObject({
      connectivityType: 'public',
      availabilityMode: 'zonal',
      vpcID: at(live, 'status.vpcID'),
    });
    expect(at(live, 'status.natGatewayAddresses.0.publicIP')).toBe(
      at(await space.get('ElasticIPAddress', 'address'), 'status.publicIP'),
    );
    expect((await space.get('ElasticIPAddress', 'address')).spec).toMatchObject({
      publicIPv4Pool: 'amazon',
      networkBorderGroup: 'us-east-1',
    });
  });

  test('§9.1, §5 NATGateway: its object goes at once, address and gateway are held until AWS is done', async () => {
    const space = await cluster().space();
    await makePublicSubnet(space);
    const live = await space.synced('NATGateway', 'nat', { subnetRef: ref('public'), allocationRef: ref('address') });
    const nat = at(live, 'status.natGatewayID') as string;
    await space.synced('RouteTable', 'private', {
      vpcRef: ref('vpc'),
      routes: [{ destinationCIDRBlock: '0.0.0.0/0', natGatewayRef: ref('nat') }],
    });
    await space.delete('NATGateway', 'nat');
    await space.untilGone('NATGateway', 'nat');
    await space.delete('ElasticIPAddress', 'address');
    await space.delete('InternetGateway', 'gateway');
    // At the same time, as neither stays for long.
    const [detach] = await Promise.all([
      space.untilCondition('InternetGateway', 'gateway', 'ACK.Recoverable'),
      space.untilSays('ElasticIPAddress', 'address', 'ACK.Recoverable', 'in use'),
    ]);
    expect(detach.message).toContain('has some mapped public address(es)');
    await space.untilGone('ElasticIPAddress', 'address');
    await space.untilGone('InternetGateway', 'gateway');
    expect(await space.counted('refusedDeletes')).toEqual([]);
    await space.edit('RouteTable', 'private', {
      spec: { routes: [{ destinationCIDRBlock: '0.0.0.0/0', natGatewayID: nat }] },
    });
    const blackhole = (live: unknown): boolean => at(live, 'status.routeStatuses.1.state') === 'blackhole';
    await space.until('RouteTable', 'private', 'to lead nowhere', blackhole);
  });

  test('§9.1 NATGateway: without an internet gateway it ends failed, and is never repaired', async () => {
    const space = await cluster().space();
    const { subnetIDs } = await space.seedNetwork();
    await space.synced('ElasticIPAddress', 'address', {});
    await space.apply('NATGateway', 'nat', { subnetID: subnetIDs[0] ?? '', allocationRef: ref('address') });
    const live = await space.until('NATGateway', 'nat', 'to fail', (each) => at(each, 'status.state') === 'failed');
    expect(at(live, 'status.failureCode')).toBe('Gateway.NotAttached');
    expect(conditionOf(live, 'ACK.ResourceSynced')?.status).toBe('False');
    await sleep(300);
    expect(at(await space.get('NATGateway', 'nat'), 'status.state')).toBe('failed');
  });

  test('§9.1 NATGateway: no address, a wrong subnet and an address that is taken are refused', async () => {
    const space = await cluster().space();
    await makePublicSubnet(space);
    await space.synced('NATGateway', 'nat', { subnetRef: ref('public'), allocationRef: ref('address') });
    await space.apply('NATGateway', 'addressless', { subnetRef: ref('public') });
    await space.untilSays('NATGateway', 'addressless', 'ACK.Terminal', 'MissingParameter');
    await space.apply('NATGateway', 'lost', { subnetID: 'subnet-none', allocationRef: ref('address') });
    await space.untilSays('NATGateway', 'lost', 'ACK.Terminal', 'InvalidSubnet');
    await space.apply('NATGateway', 'second', { subnetRef: ref('public'), allocationRef: ref('address') });
    await space.untilSays('NATGateway', 'second', 'ACK.Recoverable', 'already associated');
    await space.apply('NATGateway', 'unknown', { subnetRef: ref('public'), allocationID: 'eipalloc-none' });
    await space.untilSays('NATGateway', 'unknown', 'ACK.Recoverable', 'InvalidAllocationID');
  });

  test('§9.1, §12 RouteTable: the local route comes into spec, order and local are no difference', async () => {
    const space = await cluster().space();
    await makePublicSubnet(space);
    const live = await space.get('RouteTable', 'public');
    expect(at(live, 'spec.routes')).toEqual([
      { destinationCIDRBlock: '10.5.0.0/16', gatewayID: 'local' },
      { destinationCIDRBlock: '0.0.0.0/0', gatewayRef: ref('gateway') },
    ]);
    await space.edit('RouteTable', 'public', {
      spec: {
        routes: [
          { destinationCIDRBlock: '192.168.0.0/16', gatewayRef: ref('gateway') },
          { destinationCIDRBlock: '0.0.0.0/0', gatewayRef: ref('gateway') },
        ],
      },
    });
    await space.until(
      'RouteTable',
      'public',
      'to have two routes',
      (each) => at(each, 'status.routeStatuses.2') !== undefined,
    );
    await space.edit('RouteTable', 'public', {
      spec: { routes: [{ destinationCIDRBlock: '192.168.0.0/16', gatewayRef: ref('gateway') }] },
    });
    await space.until(
      'RouteTable',
      'public',
      'to lose one',
      (each) => at(each, 'status.routeStatuses.2') === undefined,
    );
    expect((await space.aws('routeTable'))[0]?.['routes']).toHaveLength(2);
  });

  test('§9.1 RouteTable: refused routes; a table in use stays', async () => {
    const space = await cluster().space();
    await makePublicSubnet(space);
    const refusals: readonly [string, object, string, string][] = [
      [
        'host-bits',
        { destinationCIDRBlock: '10.0.0.1/8', gatewayRef: ref('gateway') },
        'ACK.Terminal',
        'destinationCidrBlock',
      ],
      ['no-target', { destinationCIDRBlock: '0.0.0.0/0' }, 'ACK.Recoverable', 'InvalidParameterCombination'],
      [
        'no-nat',
        { destinationCIDRBlock: '0.0.0.0/0', natGatewayID: 'nat-none' },
        'ACK.Recoverable',
        'InvalidNatGatewayID',
      ],
      [
        'no-gateway',
        { destinationCIDRBlock: '0.0.0.0/0', gatewayID: 'igw-none' },
        'ACK.Recoverable',
        'InvalidGatewayID',
      ],
      [
        'local-again',
        { destinationCIDRBlock: '10.5.0.0/16', gatewayRef: ref('gateway') },
        'ACK.Recoverable',
        'RouteAlreadyExists',
      ],
    ];
    for (const [name, route, type, message] of refusals) {
      await space.apply('RouteTable', name, { vpcRef: ref('vpc'), routes: [route as never] });
      await space.untilSays('RouteTable', name, type, message);
    }
    await space.delete('RouteTable', 'public');
    await space.untilSays('RouteTable', 'public', 'ACK.Recoverable', 'DependencyViolation');
  });

  test('§9.1 InternetGateway: attaches, re-attaches, detaches before it goes', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    await space.synced('VPC', 'vpc', { cidrBlocks: ['10.6.0.0/16'] });
    await space.synced('InternetGateway', 'gateway', { vpc: vpcID });
    const other = at(await space.get('VPC', 'vpc'), 'status.vpcID');
    await space.edit('InternetGateway', 'gateway', { spec: { vpc: other } });
    await space.until(
      'InternetGateway',
      'gateway',
      'to move',
      (live) => at(live, 'status.attachments.0.vpcID') === other,
    );
    await space.delete('InternetGateway', 'gateway');
    await space.untilGone('InternetGateway', 'gateway');
    expect(await space.aws('internetGateway')).toEqual([]);
  });
}

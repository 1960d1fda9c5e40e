import { formatCidr, networkOf, overlap, parseCidr } from '../aws/cidr.js';
import { possibleZones } from '../aws/zones.js';
import type { TapDatabaseSpec } from './generated/tapdatabase.js';
import { invalid, type Problem } from './problem.js';
import type { ResolvedSpec } from './resolved-spec.js';

type Network = NonNullable<TapDatabaseSpec['network']>;
type Existing = NonNullable<Network['existing']>;

/** Networks that hold no hosts. Source: RFC 6890, and Amazon VPC User Guide, "VPC CIDR blocks". */
const unusable = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'];

export function checkNetwork({ network = {} }: TapDatabaseSpec, resolved: ResolvedSpec): readonly Problem[] {
  return [
    ...checkExclusion(network),
    ...(network.cidr === undefined ? [] : checkCidr(network.cidr)),
    ...checkZones('spec.network.zones', network.zones ?? [], resolved.region),
    ...checkRepeated('spec.network.zones', network.zones ?? [], 'name each zone once'),
    ...(resolved.network.kind === 'own' ? checkOwn(network, resolved.network, resolved.region) : []),
    ...(network.existing === undefined ? [] : checkExisting(network.existing, resolved.region)),
  ];
}

function checkExclusion({ existing, ...own }: Network): readonly Problem[] {
  const problems: Problem[] = [];
  const fields = Object.keys(own).toSorted();
  if (existing !== undefined && fields.length > 0)
    problems.push(
      invalid(
        'spec.network.existing',
        existing,
        `nothing of an existing network is created, so ${fields.join(', ')} cannot be had`,
        `remove ${fields.join(', ')}, or remove existing`,
      ),
    );
  if (own.zones !== undefined && own.zoneCount !== undefined)
    problems.push(
      invalid('spec.network.zoneCount', own.zoneCount, 'zones says already how many there are', 'remove one of them'),
    );
  return problems;
}

function checkCidr(text: string): readonly Problem[] {
  const field = 'spec.network.cidr';
  const cidr = parseCidr(text);
  if (cidr === undefined) return [invalid(field, text, 'is not an IPv4 network', 'write e.g. 10.0.0.0/16')];
  const network = networkOf(cidr);
  const problems: Problem[] = [];
  if (network.address !== cidr.address)
    problems.push(invalid(field, text, 'has host bits set', `write ${formatCidr(network)}`));
  if (cidr.prefix > 21)
    problems.push(invalid(field, text, 'is too small for the subnets of three zones', 'write a network of /16 to /21'));
  if (cidr.prefix < 16)
    problems.push(invalid(field, text, 'is larger than a VPC can be', 'write a network of /16 to /21'));
  if (unusable.some((other) => overlap(network, parseCidr(other) as typeof cidr)))
    problems.push(
      invalid(field, text, 'holds addresses that no host can have', 'write a private one, e.g. 10.0.0.0/16'),
    );
  return problems;
}

function checkOwn(
  asked: Network,
  network: Extract<ResolvedSpec['network'], { kind: 'own' }>,
  region: string,
): readonly Problem[] {
  const { zones, natGateways } = network;
  if (zones.length === 0)
    return [
      invalid(
        'spec.network.zones',
        asked.zones ?? null,
        `has to be said, since the names of the zones in ${region} differ by account or are not known here`,
        `write two or three of \`aws ec2 describe-availability-zones --region ${region}\``,
      ),
    ];
  if (natGateways <= zones.length) return [];
  return [
    invalid(
      'spec.network.natGateways',
      natGateways,
      `a zone has at most one, and there are ${zones.length} zones`,
      `write 0 to ${zones.length}`,
    ),
  ];
}

function checkZones(path: string, zones: readonly string[], region: string): readonly Problem[] {
  const possible = possibleZones(region);
  const isZone = (zone: string): boolean =>
    possible?.includes(zone) ?? (zone.startsWith(region) && /^[a-z]$/.test(zone.slice(region.length)));
  const hint = possible?.join(', ') ?? `${region}a and so on`;
  return zones.flatMap((zone, index) =>
    isZone(zone) ? [] : invalid(`${path}[${index}]`, zone, `is not a zone of ${region}`, `use ${hint}`),
  );
}

/** The items of a list that stand in it before. */
function checkRepeated(path: string, items: readonly string[], remedy: string): readonly Problem[] {
  return items.flatMap((item, index) =>
    items.indexOf(item) < index ? invalid(`${path}[${index}]`, item, 'is named twice', remedy) : [],
  );
}

function checkExisting(existing: Existing, region: string): readonly Problem[] {
  const field = 'spec.network.existing';
  const { databaseSubnetIDs, databaseZones, publicSubnetIDs = [] } = existing;
  const problems = [
    ...checkRepeated(`${field}.databaseSubnetIDs`, databaseSubnetIDs, 'name each subnet once'),
    ...checkRepeated(`${field}.publicSubnetIDs`, publicSubnetIDs, 'name each subnet once'),
  ];
  if (new Set(databaseSubnetIDs).size < 2)
    problems.push(
      invalid(`${field}.databaseSubnetIDs`, databaseSubnetIDs, 'RDS needs subnets in two zones', 'add a subnet'),
    );
  if (databaseZones === undefined) return problems;
  if (databaseZones.length !== databaseSubnetIDs.length)
    problems.push(
      invalid(
        `${field}.databaseZones`,
        databaseZones,
        `says ${databaseZones.length} zones for ${databaseSubnetIDs.length} subnets`,
        'say the zone of each of databaseSubnetIDs, in the same order, or leave it out',
      ),
    );
  if (new Set(databaseZones).size < 2)
    problems.push(
      invalid(
        `${field}.databaseZones`,
        databaseZones,
        'RDS needs subnets in two zones',
        'add a subnet in another zone',
      ),
    );
  return [...problems, ...checkZones(`${field}.databaseZones`, databaseZones, region)];
}

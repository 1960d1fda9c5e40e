export interface Partition {
  readonly id: string;
  readonly dnsSuffix: string;
}

/** By the region's first characters. Source: botocore's partitions.json (`regionRegex`, `dnsSuffix`). */
const partitions: readonly (readonly [prefix: string, partition: Partition])[] = [
  ['cn-', { id: 'aws-cn', dnsSuffix: 'amazonaws.com.cn' }],
  ['us-gov-', { id: 'aws-us-gov', dnsSuffix: 'amazonaws.com' }],
  ['us-iso-', { id: 'aws-iso', dnsSuffix: 'c2s.ic.gov' }],
  ['us-isob-', { id: 'aws-iso-b', dnsSuffix: 'sc2s.sgov.gov' }],
  ['us-isof-', { id: 'aws-iso-f', dnsSuffix: 'csp.hci.ic.gov' }],
  ['eu-isoe-', { id: 'aws-iso-e', dnsSuffix: 'cloud.adc-e.uk' }],
  ['', { id: 'aws', dnsSuffix: 'amazonaws.com' }],
];

export function partitionOf(region: string): Partition {
  const [, partition] = partitions.find(([prefix]) => region.startsWith(prefix)) as (typeof partitions)[number];
  return partition;
}

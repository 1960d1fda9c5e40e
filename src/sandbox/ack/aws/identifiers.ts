import { createHash } from 'node:crypto';

export const ACCOUNT_ID = '123456789012';

/** Source: AWS regions and their partitions. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

/** `arn:<partition>:<service>:<region>:<account>:<resource>`; IAM has no region. */
export const arnOf = (service: string, region: string, resource: string): string =>
  `arn:${partitionOf(region)}:${service}:${service === 'iam' ? '' : region}:${ACCOUNT_ID}:${resource}`;

/** Hexadecimal digits that are the same in every run. */
export const digest = (seed: string, length: number): string =>
  createHash('sha256').update(seed).digest('hex').slice(0, length);

export const uuidOf = (seed: string): string =>
  digest(seed, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** A number below `below`, the same in every run. */
export const numberOf = (seed: string, below: number): number => Number.parseInt(digest(seed, 8), 16) % below;

/** The URL suffix of service names, which differs by partition. */
export const dnsSuffixOf = (region: string): string =>
  region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';

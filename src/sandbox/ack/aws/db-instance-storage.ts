import { AwsError } from '../runtime/errors.js';

export interface Storage {
  readonly type: string;
  readonly sizeGiB: number;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
}

/** From this size on RDS for PostgreSQL stripes gp3 over four volumes. */
const GP3_STRIPED_GIB = 400;

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameterCombination', message);
};

/**
 * The storage that RDS makes of what was asked. `iops` and `throughput` are what the request itself names: with gp3
 * below 400 GiB naming them is refused, also with the values that they have anyway.
 */
export function resolveStorage({ type, sizeGiB, iops, throughput }: Storage): Storage {
  const smallest = type.startsWith('io') ? 100 : 20;
  if (!Number.isInteger(sizeGiB) || sizeGiB < smallest || sizeGiB > 65_536) {
    const message = `Invalid storage size for engine name postgres and storage type ${type}: ${sizeGiB}`;
    throw new AwsError('InvalidParameterValue', message);
  }
  switch (type) {
    case 'gp3':
      return resolveGp3({ type, sizeGiB, iops, throughput });
    case 'io1':
    case 'io2':
      return resolveProvisioned({ type, sizeGiB, iops, throughput });
    case 'gp2':
    case 'standard':
      if (iops !== undefined || throughput !== undefined)
        refuse(`You can't specify IOPS or storage throughput for storage type ${type}.`);
      return { type, sizeGiB, iops, throughput };
    default:
      throw new AwsError('InvalidParameterValue', `Invalid storage type: ${type}`);
  }
}

function resolveGp3({ type, sizeGiB, iops, throughput }: Storage): Storage {
  if (sizeGiB < GP3_STRIPED_GIB) {
    if (iops !== undefined || throughput !== undefined) {
      const message =
        "You can't specify IOPS or storage throughput for engine postgres and a storage size less than 400.";
      refuse(message);
    }
    return { type, sizeGiB, iops: 3000, throughput: 125 };
  }
  const resolved = { type, sizeGiB, iops: iops ?? 12_000, throughput: throughput ?? 500 };
  if (resolved.iops < 12_000 || resolved.iops > 64_000) {
    refuse(`The IOPS value of ${resolved.iops} is outside of 12000 to 64000 for storage type gp3 from 400 GiB.`);
  }
  if (resolved.throughput < 500 || resolved.throughput > 4000 || resolved.throughput > resolved.iops / 4) {
    refuse(
      `The storage throughput of ${resolved.throughput} is outside of 500 to 4000, or over a quarter of the IOPS.`,
    );
  }
  return resolved;
}

function resolveProvisioned({ type, sizeGiB, iops, throughput }: Storage): Storage {
  if (iops === undefined) return refuse(`You must specify IOPS for storage type ${type}.`);
  if (throughput !== undefined) return refuse(`You can't specify storage throughput for storage type ${type}.`);
  const ratio = iops / sizeGiB;
  const highest = type === 'io1' ? 50 : 1000;
  if (iops < 1000 || iops > 256_000 || ratio < 0.5 || ratio > highest) {
    refuse(`Invalid iops to storage (GB) ratio for engine name postgres and storage type ${type}: ${ratio}`);
  }
  return { type, sizeGiB, iops, throughput };
}

export function checkMaxStorage(maxGiB: number | undefined, sizeGiB: number): void {
  if (maxGiB === undefined || maxGiB === sizeGiB) return;
  if (maxGiB < sizeGiB * 1.1) {
    refuse(`Invalid max storage size for engine name postgres: ${maxGiB} must be at least 10% above ${sizeGiB}`);
  }
}

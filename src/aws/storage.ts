/**
 * RDS storage. Source: Amazon RDS User Guide, "Amazon RDS DB instance storage" (PostgreSQL), and CreateDBInstance.
 */
export type StorageType = 'gp2' | 'gp3' | 'io1' | 'io2';

interface Range {
  readonly min: number;
  readonly max: number;
}

interface StorageRules {
  readonly sizeGiB: Range;
  /** Absent where the type has no provisioned IOPS. */
  readonly iops?: Range;
  /** IOPS per GiB. */
  readonly iopsPerGiB?: Range;
  readonly throughputMiBps?: Range;
}

export const STORAGE_RULES: Readonly<Record<StorageType, StorageRules>> = {
  gp2: { sizeGiB: { min: 20, max: 65_536 } },
  gp3: {
    sizeGiB: { min: 20, max: 65_536 },
    iops: { min: 12_000, max: 64_000 },
    throughputMiBps: { min: 500, max: 4_000 },
  },
  io1: {
    sizeGiB: { min: 100, max: 65_536 },
    iops: { min: 1_000, max: 256_000 },
    iopsPerGiB: { min: 0.5, max: 50 },
  },
  io2: {
    sizeGiB: { min: 100, max: 65_536 },
    iops: { min: 1_000, max: 256_000 },
    iopsPerGiB: { min: 0.5, max: 1_000 },
  },
};

/** From this size on RDS stripes gp3 over four volumes; only then IOPS and throughput can be chosen. */
export const GP3_STRIPED_FROM_GIB = 400;
/** MiB/s of throughput that gp3 allows for each provisioned IOPS. */
export const GP3_THROUGHPUT_PER_IOPS = 0.25;

/** What gp3 of that size has without being asked. */
export function gp3Baseline(sizeGiB: number): { readonly iops: number; readonly throughputMiBps: number } {
  return sizeGiB < GP3_STRIPED_FROM_GIB
    ? { iops: 3_000, throughputMiBps: 125 }
    : { iops: 12_000, throughputMiBps: 500 };
}

/** The least that storage of that size may grow to, GiB: a tenth more. Source: ModifyDBInstance, AllocatedStorage. */
export const leastGrowth = (sizeGiB: number): number => Math.ceil((11 * sizeGiB) / 10);

interface Family {
  /** GiB of memory for each of the two virtual CPUs of `large`; larger sizes are multiples of it. */
  readonly gibPerCPU: number;
  /** Of `xlarge`: 0.5 is `large`, 1 `xlarge`, 2 `2xlarge`. */
  readonly sizes: readonly number[];
}

const upTo = (largest: number): readonly number[] =>
  [0.5, 1, 2, 4, 8, 12, 16, 24, 32, 48].filter((size) => size <= largest);

const general = (largest: number): Family => ({ gibPerCPU: 4, sizes: upTo(largest) });
const memory = (largest: number): Family => ({ gibPerCPU: 8, sizes: upTo(largest) });

/**
 * Families that RDS offers, or offered, for PostgreSQL 13 and later.
 * Source: Amazon RDS User Guide, "Hardware specifications for DB instance classes".
 */
const families: Readonly<Record<string, Family>> = {
  t3: { gibPerCPU: 4, sizes: [0.5, 1, 2] },
  t4g: { gibPerCPU: 4, sizes: [0.5, 1, 2] },
  m5: general(24),
  m5d: general(24),
  m6g: general(16),
  m6gd: general(16),
  m6i: general(32),
  m6id: general(32),
  m6idn: general(32),
  m6in: general(32),
  m7g: general(16),
  m7i: general(48),
  m8g: general(48),
  m8gd: general(48),
  r5: memory(24),
  r5b: memory(24),
  r5d: memory(24),
  r6g: memory(16),
  r6gd: memory(16),
  r6i: memory(32),
  r6id: memory(32),
  r6idn: memory(32),
  r6in: memory(32),
  r7g: memory(16),
  r7i: memory(48),
  r8g: memory(48),
  r8gd: memory(48),
  x2g: { gibPerCPU: 16, sizes: upTo(16) },
  x2idn: { gibPerCPU: 16, sizes: [16, 24, 32] },
  x2iedn: { gibPerCPU: 32, sizes: [1, 2, 4, 8, 16, 24, 32] },
};

/** Sizes below `large`, which only burstable families have: GiB, whatever the number of virtual CPUs. */
const burstable: Readonly<Record<string, number>> = { micro: 1, small: 2, medium: 4 };

const sizeName = (size: number): string => (size === 0.5 ? 'large' : size === 1 ? 'xlarge' : `${size}xlarge`);

const GiB = 2 ** 30;

const memoryByClass = new Map(
  Object.entries(families).flatMap(([family, { gibPerCPU, sizes }]) =>
    sizes.map((size): [string, number] => [`db.${family}.${sizeName(size)}`, size * 4 * gibPerCPU * GiB]),
  ),
);
for (const family of ['t3', 't4g'])
  for (const [size, gib] of Object.entries(burstable)) memoryByClass.set(`db.${family}.${size}`, gib * GiB);

/**
 * Bytes of memory of an RDS instance class (`db.m5.large`); undefined for one that is not in the table. RDS's
 * DBInstanceClassMemory is somewhat less: its own processes need some.
 */
export function memoryOf(instanceClass: string): number | undefined {
  return memoryByClass.get(instanceClass);
}

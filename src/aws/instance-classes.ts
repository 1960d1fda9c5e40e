const GiB = 2 ** 30;

/** Memory by size: GiB of `xlarge`, and the sizes as multiples of it. */
interface Family {
  readonly xlarge: number;
  readonly sizes: readonly number[];
}

const toSixteen: readonly number[] = [1 / 2, 1, 2, 4, 8, 12, 16];

const burstable: Family = { xlarge: 16, sizes: [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2] };
const general = (...beyond: readonly number[]): Family => ({ xlarge: 16, sizes: [...toSixteen, ...beyond] });
const memory = (...beyond: readonly number[]): Family => ({ xlarge: 32, sizes: [...toSixteen, ...beyond] });

/** How a size is called; what is not here is `<n>xlarge`. */
const names: Readonly<Record<number, string>> = {
  [1 / 16]: 'micro',
  [1 / 8]: 'small',
  [1 / 4]: 'medium',
  [1 / 2]: 'large',
  1: 'xlarge',
};

/**
 * Families that RDS offers, or offered, for PostgreSQL 13 and later.
 * Source: Amazon RDS User Guide, "Hardware specifications for DB instance classes".
 */
const families: Readonly<Record<string, Family>> = {
  t3: burstable,
  t4g: burstable,
  m5: general(24),
  m5d: general(24),
  m6g: general(),
  m6gd: general(),
  m6i: general(24, 32),
  m6id: general(24, 32),
  m6idn: general(24, 32),
  m6in: general(24, 32),
  m7g: general(),
  m7i: general(24, 48),
  m8g: general(24, 48),
  m8gd: general(24, 48),
  r5: memory(24),
  r5b: memory(24),
  r5d: memory(24),
  r6g: memory(),
  r6gd: memory(),
  r6i: memory(24, 32),
  r6id: memory(24, 32),
  r6idn: memory(24, 32),
  r6in: memory(24, 32),
  r7g: memory(),
  r7i: memory(24, 48),
  r8g: memory(24, 48),
  r8gd: memory(24, 48),
  x2g: { xlarge: 64, sizes: toSixteen },
  x2idn: { xlarge: 64, sizes: [16, 24, 32] },
  x2iedn: { xlarge: 128, sizes: [1, 2, 4, 8, 16, 24, 32] },
};

const memoryByClass = new Map(
  Object.entries(families).flatMap(([family, { xlarge, sizes }]) =>
    sizes.map((size): [string, number] => [`db.${family}.${names[size] ?? `${size}xlarge`}`, size * xlarge * GiB]),
  ),
);

/**
 * Bytes of memory of an RDS instance class (`db.m5.large`); undefined for one that is not in the table. RDS's
 * DBInstanceClassMemory is somewhat less: its own processes need some.
 */
export function memoryOf(instanceClass: string): number | undefined {
  return memoryByClass.get(instanceClass);
}

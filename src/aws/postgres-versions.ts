/** Major versions that this project knows: their parameters and parameter group families. */
export const KNOWN_MAJORS: readonly number[] = [13, 14, 15, 16, 17, 18];

export interface PostgresVersion {
  readonly major: number;
  /** Undefined where only the major version is asked for: RDS then takes its default minor one. */
  readonly minor: number | undefined;
}

/** Reads `17` or `17.5`; undefined for what is neither. */
export function parseVersion(text: string): PostgresVersion | undefined {
  const match = /^([1-9]\d)(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) return undefined;
  return { major: Number(match[1]), minor: match[2] === undefined ? undefined : Number(match[2]) };
}

/**
 * PostgreSQL releases the minor versions of all its majors on the same day, so what stands here, added to a minor version,
 * counts those days. Source: postgresql.org, release notes (13.8 and 14.5 to 18.1; the early ones came out of step).
 */
const RELEASE_DAYS: Readonly<Record<number, number>> = { 13: 0, 14: 3, 15: 8, 16: 12, 17: 16, 18: 22 };
const IN_STEP_SINCE = 8;

const releaseDayOf = ({ major, minor }: PostgresVersion): number | undefined => {
  const offset = RELEASE_DAYS[major];
  return offset === undefined || minor === undefined ? undefined : minor + offset;
};

/**
 * The first minor version of `to`'s major that RDS takes when it comes from `from`: one released with it or later, or
 * fixes would get lost. Undefined where `to` is one, where no minor version is asked for, and where it is not known.
 * Source: Amazon RDS User Guide, "Upgrade targets for RDS for PostgreSQL DB instances".
 */
export function firstMinorAfter(from: PostgresVersion, to: PostgresVersion): number | undefined {
  const [before, after] = [releaseDayOf(from), releaseDayOf(to)];
  if (from.major === to.major || before === undefined || after === undefined) return undefined;
  if (before < IN_STEP_SINCE || after >= before) return undefined;
  return before - (RELEASE_DAYS[to.major] as number);
}

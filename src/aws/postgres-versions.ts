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

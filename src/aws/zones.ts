/**
 * Availability zones by region, as names; which building a name means differs by account.
 * Source: EC2 User Guide, "Regions and Zones", and DescribeAvailabilityZones with `--all-availability-zones`.
 * The first two or three are the default of `network.zones`, part of a database's identity: never reorder a row.
 */
const lettersByRegion: Readonly<Record<string, string>> = {
  'af-south-1': 'abc',
  'ap-east-1': 'abc',
  'ap-east-2': 'abc',
  'ap-northeast-2': 'abcd',
  'ap-northeast-3': 'abc',
  'ap-south-1': 'abc',
  'ap-south-2': 'abc',
  'ap-southeast-1': 'abc',
  'ap-southeast-2': 'abc',
  'ap-southeast-3': 'abc',
  'ap-southeast-4': 'abc',
  'ap-southeast-5': 'abc',
  'ap-southeast-6': 'abc',
  'ap-southeast-7': 'abc',
  'ca-west-1': 'abc',
  'cn-northwest-1': 'abc',
  'eu-central-1': 'abc',
  'eu-central-2': 'abc',
  'eu-north-1': 'abc',
  'eu-south-1': 'abc',
  'eu-south-2': 'abc',
  'eu-west-1': 'abc',
  'eu-west-2': 'abc',
  'eu-west-3': 'abc',
  'il-central-1': 'abc',
  'me-central-1': 'abc',
  'me-south-1': 'abc',
  'mx-central-1': 'abc',
  'us-east-1': 'abcdef',
  'us-east-2': 'abc',
  'us-gov-east-1': 'abc',
  'us-gov-west-1': 'abc',
  'us-west-2': 'abcd',
};

/** Regions where an account sees only some of the names (older accounts others than newer ones): no default can be right. */
const lettersByRegionSomeMissing: Readonly<Record<string, string>> = {
  'ap-northeast-1': 'abcd',
  'ca-central-1': 'abcd',
  'cn-north-1': 'abcd',
  'sa-east-1': 'abc',
  'us-west-1': 'abc',
};

const namesOf = (region: string, letters: string): readonly string[] => [...letters].map((letter) => region + letter);

/** The zones that every account has in that region; undefined where they differ by account or the region is unknown here. */
export function commonZones(region: string): readonly string[] | undefined {
  const letters = lettersByRegion[region];
  return letters === undefined ? undefined : namesOf(region, letters);
}

/** The zones that some account has in that region; undefined where the region is unknown here. */
export function possibleZones(region: string): readonly string[] | undefined {
  const letters = lettersByRegion[region] ?? lettersByRegionSomeMissing[region];
  return letters === undefined ? undefined : namesOf(region, letters);
}

/** Whether it has the form of a region's name: `us-east-2`, `us-gov-west-1`. */
export function isRegion(text: string): boolean {
  return /^[a-z]{2}(-[a-z]+)+-[0-9]{1,2}$/.test(text);
}

import { boundedName } from '../aws/names.js';
import type { DatabaseChart, Need } from './database-chart.js';

/** The bucket's name, unique in all of AWS. Once it is part of the identity, that one. */
export function bucketName(chart: DatabaseChart, need: Need): string {
  const { name, environment, region, backup } = chart.spec;
  return (
    backup.bucket.name ??
    boundedName(`${name}-backup-${environment}-${chart.accountID(need)}-${region}`, BUCKET_NAME_MAX)
  );
}

const BUCKET_NAME_MAX = 63;

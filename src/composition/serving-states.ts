/**
 * States in which RDS serves connections, though ACK calls every state but `available` unsynced.
 * Source: Amazon RDS User Guide, "Viewing DB instance status".
 */
export const SERVING_STATES: readonly string[] = [
  'available',
  'backing-up',
  'configuring-enhanced-monitoring',
  'configuring-iam-database-auth',
  'configuring-log-exports',
  'modifying',
  'resetting-master-credentials',
  'storage-config-upgrade',
  'storage-initialization',
  'storage-optimization',
];

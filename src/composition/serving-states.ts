/**
 * States besides `configuring-…` in which RDS serves connections, though ACK calls every state but `available` unsynced.
 * Source: Amazon RDS User Guide, "Viewing DB instance status".
 */
const SERVING: readonly string[] = [
  'available',
  'backing-up',
  'modifying',
  'resetting-master-credentials',
  'storage-config-upgrade',
  'storage-initialization',
  'storage-optimization',
];

/**
 * Whether an instance that has been available serves in that state. `maintenance` is the operating system's: with a standby
 * RDS works on that first and then fails over, alone the instance is away. Source: Amazon RDS User Guide, "Maintaining a
 * DB instance".
 */
export const isServingState = (state: string, isMultiAZ: boolean): boolean =>
  SERVING.includes(state) || state.startsWith('configuring-') || (state === 'maintenance' && isMultiAZ);

import type { ChildRef } from '../api/child.js';
import { GP3_STRIPED_FROM_GIB, gp3Baseline, leastGrowth } from '../aws/storage.js';
import type { SpecOf } from './ack-kinds.js';
import type { DatabaseChart } from './database-chart.js';
import { primaryRef } from './instance-refs.js';
import { isDeclared, liveChild, liveNumber } from './live-child.js';

/**
 * The primary's size in GiB, as asked for or as RDS has grown it: storage never shrinks, and what RDS would refuse as too
 * little growth is not asked for.
 */
function allocatedGiB(chart: DatabaseChart): number {
  const { sizeGiB } = chart.spec.instance.storage;
  const live = liveSizeGiB(chart);
  if (live === undefined) return sizeGiB;
  return sizeGiB >= leastGrowth(live) ? sizeGiB : live;
}

const liveSizeGiB = ({ spec, observed }: DatabaseChart): number | undefined =>
  liveNumber(liveChild(observed, primaryRef(spec.name)), 'spec.allocatedStorage');

/** The primary's size. */
export const sizeField = (chart: DatabaseChart): Pick<SpecOf<'DBInstance'>, 'allocatedStorage'> =>
  isAsked(chart, primaryRef(chart.spec.name)) ? {} : { allocatedStorage: allocatedGiB(chart) };

/** Whether ACK is asking RDS for the storage of a live instance, since it was taken out of its spec: nothing is said of it. */
function isAsked({ observed }: DatabaseChart, instance: ChildRef): boolean {
  const live = liveChild(observed, instance);
  return live?.status?.['dbInstanceStatus'] !== undefined && live.spec?.['allocatedStorage'] === undefined;
}

/** What to do about a size that is asked for and too little more than what there is; undefined where it is not. */
export function growthTooSmall(chart: DatabaseChart): string | undefined {
  const { sizeGiB } = chart.spec.instance.storage;
  const live = liveSizeGiB(chart);
  if (live === undefined || sizeGiB <= live || sizeGiB >= leastGrowth(live)) return undefined;
  return (
    `the storage stays at ${live} GiB: RDS grows it by 10 % at least, and ${sizeGiB} GiB are less. Set ` +
    `spec.instance.storage.size to ${leastGrowth(live)}Gi or more`
  );
}

/**
 * The size of a replica, which is made with the primary's and grows by itself: it never has less room than the primary,
 * whose data it holds. Nothing is said while it has.
 */
export function replicaSizeField(chart: DatabaseChart, replica: ChildRef): Partial<SpecOf<'DBInstance'>> {
  const live = liveChild(chart.observed, replica);
  const sizeGiB = liveNumber(live, 'spec.allocatedStorage');
  const wanted = allocatedGiB(chart);
  if (sizeGiB === undefined) return {};
  if (sizeGiB < wanted) return { allocatedStorage: Math.max(wanted, leastGrowth(sizeGiB)) };
  return isDeclared(live, 'allocatedStorage') ? { allocatedStorage: sizeGiB } : {};
}

/** What primary and replicas say of their storage besides its size. */
export function storageFields(chart: DatabaseChart, instance: ChildRef): Partial<SpecOf<'DBInstance'>> {
  const { storage } = chart.spec.instance;
  const sizeGiB = allocatedGiB(chart);
  const maxGiB = maxAllocatedGiB(chart, sizeGiB);
  return {
    ...(!isAsked(chart, instance) && { storageType: storage.type }),
    ...performanceFields(chart, instance, sizeGiB),
    ...(maxGiB !== undefined && { maxAllocatedStorage: maxGiB }),
  };
}

function performanceFields(chart: DatabaseChart, instance: ChildRef, sizeGiB: number): Partial<SpecOf<'DBInstance'>> {
  const { spec, observed } = chart;
  const { storage } = spec.instance;
  if (isAsked(chart, instance) || isAsked(chart, primaryRef(spec.name))) return {};
  // Nobody could choose for a size that RDS has grown from, or that is not reached yet: what goes with the size is right.
  const isBaseline = storage.type === 'gp3' && Math.min(storage.sizeGiB, sizeGiB) < GP3_STRIPED_FROM_GIB;
  const { iops, throughputMiBps } = isBaseline ? gp3Baseline(sizeGiB) : storage;
  // Below 400 GiB RDS refuses gp3 with either of them on create and fills them in itself. From then on they are declared,
  // so that they move with the size.
  const isSaid = (field: string) =>
    storage.type !== 'gp3' ||
    sizeGiB >= GP3_STRIPED_FROM_GIB ||
    observed.value(instance, `spec.${field}`) !== undefined;
  return {
    ...(iops !== undefined && isSaid('iops') && { iops }),
    ...(throughputMiBps !== undefined && isSaid('storageThroughput') && { storageThroughput: throughputMiBps }),
  };
}

/** A limit equal to the size turns autoscaling off; taking the limit away would not, since ACK would see no change. */
function maxAllocatedGiB({ spec, observed }: DatabaseChart, sizeGiB: number): number | undefined {
  const live = liveNumber(liveChild(observed, primaryRef(spec.name)), 'spec.maxAllocatedStorage');
  return spec.instance.storage.maxSizeGiB ?? (live === undefined ? undefined : sizeGiB);
}

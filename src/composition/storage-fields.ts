import { type ChildRef, type Observed, refKey, refOf } from '../api/child.js';
import { valueAt } from '../api/object.js';
import { GP3_STRIPED_FROM_GIB, gp3Baseline } from '../aws/storage.js';
import type { SpecOf } from './ack-kinds.js';
import type { DatabaseChart } from './database-chart.js';
import { primaryRef } from './instance-refs.js';

/** The primary's size in GiB, as asked for or as RDS has grown it: storage never shrinks. */
export function allocatedGiB({ spec, observed }: DatabaseChart): number {
  const grown = liveNumber(observed, primaryRef(spec.name), 'spec.allocatedStorage') ?? 0;
  return Math.max(spec.instance.storage.sizeGiB, grown);
}

/** What primary and replicas say of their storage besides its size, which a replica takes from the primary. */
export function storageFields(chart: DatabaseChart, instance: ChildRef): Partial<SpecOf<'DBInstance'>> {
  const { storage } = chart.spec.instance;
  const sizeGiB = allocatedGiB(chart);
  // Nobody could choose for the size that RDS has grown from, so what goes with the new size is right.
  const grownFromBaseline = storage.type === 'gp3' && storage.sizeGiB < GP3_STRIPED_FROM_GIB;
  const { iops, throughputMiBps } = grownFromBaseline ? gp3Baseline(sizeGiB) : storage;
  // Below 400 GiB RDS refuses gp3 with either of them on create and fills them in itself. From then on they are declared,
  // so that they move with the size.
  const isDeclared = (field: string) =>
    storage.type !== 'gp3' ||
    sizeGiB >= GP3_STRIPED_FROM_GIB ||
    chart.observed.value(instance, `spec.${field}`) !== undefined;
  const maxGiB = maxAllocatedGiB(chart, sizeGiB);
  return {
    storageType: storage.type,
    ...(iops !== undefined && isDeclared('iops') && { iops }),
    ...(throughputMiBps !== undefined && isDeclared('storageThroughput') && { storageThroughput: throughputMiBps }),
    ...(maxGiB !== undefined && { maxAllocatedStorage: maxGiB }),
  };
}

/** A limit equal to the size turns autoscaling off; taking the limit away would not, since ACK would see no change. */
function maxAllocatedGiB({ spec, observed }: DatabaseChart, sizeGiB: number): number | undefined {
  const live = liveNumber(observed, primaryRef(spec.name), 'spec.maxAllocatedStorage');
  return spec.instance.storage.maxSizeGiB ?? (live === undefined ? undefined : sizeGiB);
}

function liveNumber(observed: Observed, ref: ChildRef, path: string): number | undefined {
  const live = observed.children.find((object) => refKey(refOf(object)) === refKey(ref));
  const value = valueAt(live, path);
  return typeof value === 'number' ? value : undefined;
}

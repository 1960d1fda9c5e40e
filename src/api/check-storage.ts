import { GP3_STRIPED_FROM_GIB, GP3_THROUGHPUT_PER_IOPS, leastGrowth, STORAGE_RULES } from '../aws/storage.js';
import type { TapDatabase } from './generated/tapdatabase.js';
import { invalid, type Problem } from './problem.js';
import { gibOf } from './quantity.js';
import type { ResolvedSpec } from './resolved-spec.js';

const FIELD = 'spec.instance.storage';

type Storage = ResolvedSpec['instance']['storage'];
type Asked = NonNullable<NonNullable<TapDatabase['spec']['instance']>['storage']>;

export function checkStorage({ spec, status }: TapDatabase, { instance }: ResolvedSpec): readonly Problem[] {
  const asked = spec.instance?.storage ?? {};
  return [
    ...checkSize(asked, instance.storage, gibOf(status?.storage?.size ?? ''), status?.storage?.headroom),
    ...checkIops(asked, instance.storage),
    ...checkThroughput(asked, instance.storage),
  ];
}

function checkSize(
  asked: Asked,
  storage: Storage,
  observedGiB: number | undefined,
  headroom: string | undefined,
): readonly Problem[] {
  const { sizeGiB, maxSizeGiB, type } = storage;
  const { min, max } = STORAGE_RULES[type].sizeGiB;
  const size = asked.size ?? null;
  const least = leastGrowth(sizeGiB);
  const problems: Problem[] = [];
  if (sizeGiB < min || sizeGiB > max)
    problems.push(invalid(`${FIELD}.size`, size, `${type} has ${min} to ${max} GiB`, 'write a size in this range'));
  // With autoscaling, also of the past, RDS may have grown it past the size that was asked for, which nobody has to follow.
  if (observedGiB !== undefined && sizeGiB < observedGiB && maxSizeGiB === undefined && headroom === undefined)
    problems.push(
      invalid(
        `${FIELD}.size`,
        size,
        `the storage of RDS never shrinks, and it has ${observedGiB} GiB by now`,
        `write ${observedGiB}Gi or more`,
      ),
    );
  if (maxSizeGiB !== undefined && maxSizeGiB < least)
    problems.push(
      invalid(
        `${FIELD}.maxSize`,
        asked.maxSize as string,
        `has to be at least 1.1 × ${sizeGiB} GiB = ${least} GiB`,
        `write ${least}Gi or more, or remove it for no growth`,
      ),
    );
  return problems;
}

function checkIops(asked: Asked, { sizeGiB, type }: Storage): readonly Problem[] {
  const field = `${FIELD}.iops`;
  const { iops } = asked;
  const { iops: range, iopsPerGiB } = STORAGE_RULES[type];
  if (iops === undefined)
    return iopsPerGiB === undefined
      ? []
      : [invalid(field, null, `${type} needs provisioned iops`, 'set it, or set type gp3')];
  if (range === undefined)
    return [invalid(field, iops, `${type} takes its iops from the size`, 'remove it, or set type gp3, io1 or io2')];
  if (type === 'gp3' && sizeGiB < GP3_STRIPED_FROM_GIB)
    return [
      invalid(
        field,
        iops,
        `gp3 of ${sizeGiB} GiB has 3000 iops and no other`,
        `remove it, or set size to ${GP3_STRIPED_FROM_GIB}Gi or more`,
      ),
    ];
  if (iops < range.min || iops > range.max)
    return [invalid(field, iops, `${type} has ${range.min} to ${range.max} iops`, 'write a number in this range')];
  if (iopsPerGiB === undefined) return [];
  const [least, most] = [Math.ceil(iopsPerGiB.min * sizeGiB), iopsPerGiB.max * sizeGiB];
  if (iops >= least && iops <= most) return [];
  return [
    invalid(
      field,
      iops,
      `${type} has ${iopsPerGiB.min} to ${iopsPerGiB.max} iops for each GiB: ${least} to ${most} with ${sizeGiB} GiB`,
      'write a number in this range, or change size',
    ),
  ];
}

function checkThroughput({ throughput }: Asked, { sizeGiB, type, iops }: Storage): readonly Problem[] {
  const field = `${FIELD}.throughput`;
  const range = STORAGE_RULES[type].throughputMiBps;
  if (throughput === undefined) return [];
  if (range === undefined)
    return [invalid(field, throughput, `${type} has none to choose`, 'remove it, or set type gp3')];
  if (sizeGiB < GP3_STRIPED_FROM_GIB)
    return [
      invalid(
        field,
        throughput,
        `gp3 of ${sizeGiB} GiB has 125 MiB/s and no other`,
        `remove it, or set size to ${GP3_STRIPED_FROM_GIB}Gi or more`,
      ),
    ];
  if (throughput < range.min || throughput > range.max)
    return [invalid(field, throughput, `gp3 has ${range.min} to ${range.max} MiB/s`, 'write a number in this range')];
  const most = Math.floor((iops as number) * GP3_THROUGHPUT_PER_IOPS);
  if (throughput <= most) return [];
  return [
    invalid(
      field,
      throughput,
      `gp3 has at most ${GP3_THROUGHPUT_PER_IOPS} MiB/s for each of its iops: ${GP3_THROUGHPUT_PER_IOPS} × ${iops} = ${most}`,
      `write at most ${most}, or set iops to ${throughput / GP3_THROUGHPUT_PER_IOPS} or more`,
    ),
  ];
}

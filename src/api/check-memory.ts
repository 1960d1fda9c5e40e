import { memoryOf } from '../aws/instance-classes.js';
import { looksLikeFormula, parseFormula } from '../aws/parameter-formula.js';
import type { TapDatabase, TapDatabaseSpec } from './generated/tapdatabase.js';
import { invalid, type Problem } from './problem.js';
import { bytesOf, formatBytes } from './quantity.js';
import type { ResolvedSpec } from './resolved-spec.js';

/** Of an instance that has to boot with the parameters. */
interface Machine {
  readonly class: string;
  readonly memory: number;
}

/** More of the memory than this as shared_buffers leaves too little for the rest. Source: PostgreSQL manual, shared_buffers. */
const SHARED_BUFFERS_MOST = 0.4;
const PAGE = 8_192;
const MiB = 2 ** 20;

/** Unknown classes, and memory parameters with which PostgreSQL would not start on the smallest of the instances. */
export function checkMemory({ spec, status }: TapDatabase, resolved: ResolvedSpec): readonly Problem[] {
  const problems = checkClasses(spec, resolved);
  const classes = [
    resolved.instance.class,
    ...(resolved.replicas.count > 0 ? [resolved.replicas.class] : []),
    ...(status?.instanceClass === undefined ? [] : [status.instanceClass]),
  ];
  const smallest = classes
    .map((name) => ({ class: name, memory: memoryOfClass(name, spec, resolved) }))
    .filter((machine): machine is Machine => machine.memory !== undefined)
    .toSorted((a, b) => a.memory - b.memory)[0];
  if (smallest === undefined) return problems;
  const asked = spec.postgres?.parameters ?? {};
  const { parameters } = resolved.postgres;
  return [
    ...problems,
    ...checkSharedBuffers(asked, parameters, smallest),
    ...checkStartup(asked, parameters, smallest),
  ];
}

/** What the table says; for the primary's class, when the table does not know it, what the spec says. */
function memoryOfClass(name: string, { instance }: TapDatabaseSpec, resolved: ResolvedSpec): number | undefined {
  return memoryOf(name) ?? (name === resolved.instance.class ? bytesOf(instance?.memory ?? '') : undefined);
}

function checkClasses(spec: TapDatabaseSpec, { instance, replicas }: ResolvedSpec): readonly Problem[] {
  const said = spec.instance?.memory;
  const known = memoryOf(instance.class);
  const problems: Problem[] = [];
  if (known === undefined && said === undefined)
    problems.push(
      invalid(
        'spec.instance.class',
        instance.class,
        'is a class whose memory is not known here',
        'use a known class, e.g. db.m5.large, or say its memory in spec.instance.memory, e.g. 16Gi',
      ),
    );
  if (known !== undefined && said !== undefined && bytesOf(said) !== known)
    problems.push(
      invalid(
        'spec.instance.memory',
        said,
        `${instance.class} has ${formatBytes(known)}`,
        'remove it: memory is only for classes that are not known here',
      ),
    );
  if (replicas.class !== instance.class && memoryOf(replicas.class) === undefined)
    problems.push(
      invalid(
        'spec.replicas.class',
        replicas.class,
        'is a class whose memory is not known here',
        "use a known class, e.g. db.m5.large, or the primary's with its memory in spec.instance.memory",
      ),
    );
  return problems;
}

type Parameters = ResolvedSpec['postgres']['parameters'];

function checkSharedBuffers(asked: Parameters, parameters: Parameters, machine: Machine): readonly Problem[] {
  // The default is a quarter, so that only one that was asked for can be too much.
  const pages = numberOf(parameters, 'shared_buffers', machine, 0);
  const share = (pages * PAGE) / machine.memory;
  if (share <= SHARED_BUFFERS_MOST) return [];
  const most = Math.floor((machine.memory * SHARED_BUFFERS_MOST) / PAGE);
  const needed = Math.ceil((pages * PAGE) / SHARED_BUFFERS_MOST);
  return [
    invalid(
      'spec.postgres.parameters.shared_buffers',
      asked['shared_buffers'] as string,
      `${pages} pages × ${PAGE} bytes = ${formatBytes(pages * PAGE)}, ${percent(share)} of the ${formatBytes(
        machine.memory,
      )} of ${machine.class}; with more than ${percent(SHARED_BUFFERS_MOST)} PostgreSQL may not start`,
      `write at most ${Math.floor((most * PAGE) / MiB)}MB (${most}), leave it out for a quarter of the memory, or use classes with at least ${formatBytes(needed)}`,
    ),
  ];
}

/**
 * What PostgreSQL reserves as shared memory before it starts. Source: PostgreSQL 9.2 manual, table "PostgreSQL Shared
 * Memory Usage", still the order of magnitude of what a connection and its locks take.
 */
function checkStartup(asked: Parameters, parameters: Parameters, machine: Machine): readonly Problem[] {
  const read = (name: string, byDefault: number): number => numberOf(parameters, name, machine, byDefault);
  const buffers = read('shared_buffers', 0) * PAGE;
  const walPages = read('wal_buffers', -1);
  const locks = 270 * read('max_locks_per_transaction', 64);
  const connections = read('max_connections', Math.min(Math.trunc(machine.memory / 9_531_392), 5_000));
  const terms = {
    shared_buffers: buffers,
    wal_buffers: walPages < 0 ? Math.min(Math.trunc(buffers / 32), 16 * MiB) : walPages * PAGE,
    min_dynamic_shared_memory: read('min_dynamic_shared_memory', 0) * MiB,
    [`max_connections (${connections})`]: connections * (1_800 + locks + read('track_activity_query_size', 4_096)),
    max_prepared_transactions: read('max_prepared_transactions', 0) * (770 + locks),
  };
  const sum = Object.values(terms).reduce((total, bytes) => total + bytes, 0);
  if (sum <= machine.memory) return [];
  const shown = Object.entries(terms)
    .filter(([, bytes]) => bytes > 0)
    .map(([name, bytes]) => `${name} ${formatBytes(bytes)}`);
  return [
    invalid(
      'spec.postgres.parameters',
      asked,
      `PostgreSQL would reserve ${shown.join(' + ')} = ${formatBytes(sum)} to start, and ${machine.class} has ${formatBytes(machine.memory)}`,
      `lower the largest of them, or use classes with more memory than ${formatBytes(sum)}`,
    ),
  ];
}

/** The number that a parameter has on a machine, in RDS's unit; the default where it is unset or no number. */
function numberOf(parameters: Parameters, name: string, { memory }: Machine, byDefault: number): number {
  const value = parameters[name];
  if (value === undefined) return byDefault;
  const number = looksLikeFormula(value) ? parseFormula(value)?.({ DBInstanceClassMemory: memory }) : Number(value);
  return number === undefined || Number.isNaN(number) ? byDefault : number;
}

const percent = (share: number): string => `${Number((100 * share).toFixed(1))}%`;

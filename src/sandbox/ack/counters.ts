import type { Resource } from './runtime/resource.js';

/** Each of the first three says that the operator did something in a wrong order, or for nothing. */
export type CounterName =
  | 'unresolvedReferences'
  | 'refusedDeletes'
  | 'needlessSpecWrites'
  | 'retriedDeletes'
  | 'creates'
  | 'updates'
  | 'deletes';

const NAMES: readonly CounterName[] = [
  'unresolvedReferences',
  'refusedDeletes',
  'needlessSpecWrites',
  'retriedDeletes',
  'creates',
  'updates',
  'deletes',
];

const DETAILS_KEPT = 50;

export interface Counters {
  count(name: CounterName, kind: string, resource: Pick<Resource, 'metadata'>, message?: string): void;
  /** Something worth reading that is no count of an object. */
  note(name: string, message: string): void;
  reset(): void;
  report(): CounterReport;
}

export interface CounterReport {
  readonly totals: Readonly<Record<CounterName, number>>;
  readonly byKind: Readonly<Record<CounterName, Readonly<Record<string, number>>>>;
  /** The newest of each name that came with a message. */
  readonly details: Readonly<Record<string, readonly string[]>>;
}

export function createCounters(): Counters {
  const byKind = new Map<CounterName, Map<string, number>>();
  const details = new Map<string, string[]>();
  const note = (name: string, message: string): void => {
    details.set(name, [...(details.get(name) ?? []), message].slice(-DETAILS_KEPT));
  };
  return {
    count(name, kind, { metadata }, message) {
      const kinds = byKind.get(name) ?? new Map<string, number>();
      byKind.set(name, kinds.set(kind, (kinds.get(kind) ?? 0) + 1));
      if (message !== undefined) note(name, `${kind} ${metadata.namespace}/${metadata.name}: ${message}`);
    },
    note,
    reset() {
      byKind.clear();
      details.clear();
    },
    report() {
      const kindsOf = (name: CounterName): Record<string, number> =>
        Object.fromEntries([...(byKind.get(name) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)));
      const sum = (name: CounterName): number =>
        Object.values(kindsOf(name)).reduce((total, count) => total + count, 0);
      return {
        totals: Object.fromEntries(NAMES.map((name) => [name, sum(name)])) as CounterReport['totals'],
        byKind: Object.fromEntries(NAMES.map((name) => [name, kindsOf(name)])) as CounterReport['byKind'],
        details: Object.fromEntries(details),
      };
    },
  };
}

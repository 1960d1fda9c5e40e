import type { Pace } from '../pace.js';
import { copy, type Fields } from '../runtime/resource.js';
import { digest } from './identifiers.js';
import type { Common, Records, RecordType } from './records.js';

/** Only what is not the same for all: the rest has defaults. */
export type NewRecord<T extends RecordType> = Omit<Records[T], 'state' | 'steps' | 'deleting' | 'tags'> &
  Partial<Common>;

/** A state and how long AWS stays in it, in seconds; the last one is where it stays. */
export type Walk = readonly (readonly [state: string, seconds?: number])[];

/** Everything in AWS, in memory. */
export interface Account {
  insert<T extends RecordType>(type: T, record: NewRecord<T>): Records[T];
  find<T extends RecordType>(type: T, id: string, region?: string): Records[T] | undefined;
  /** In the order of their ids. */
  list<T extends RecordType>(type: T, where?: (record: Records[T]) => boolean): readonly Records[T][];
  remove(type: RecordType, id: string, region: string): void;
  /** Lets a record go through states by itself. */
  walk(record: Common, walk: Walk): void;
  /** Lets a record go through states and then away. */
  walkAway(record: Common, walk: Walk): void;
  /** Brings every record to the present. */
  settle(): void;
  /** An id that is the same in every run, and another one for each object of the same maker. */
  identify(prefix: string, madeBy: string, length?: number): string;
  now(): number;
  /** Seconds of AWS's time since then. */
  secondsSince(time: number): number;
  dump(): AccountDump;
  load(dump: AccountDump): void;
}

export interface AccountDump {
  readonly records: { readonly [type: string]: readonly Common[] };
  readonly made: { readonly [maker: string]: number };
}

/** Called when a record has reached a state by itself. */
export type Arrival = (account: Account, type: RecordType, record: Common) => void;

export interface AccountOptions {
  readonly pace: Pace;
  readonly onArrival?: Arrival;
  /** Its walk stands still. */
  readonly isStuck?: (record: Common) => boolean;
  /** @default Date.now */
  readonly clock?: () => number;
  /** Seconds that the calendar is ahead: what AWS counts in hours has gone on by as much. @default none */
  readonly ahead?: () => number;
}

export function createAccount({
  pace,
  onArrival,
  isStuck,
  clock = Date.now,
  ahead = () => 0,
}: AccountOptions): Account {
  const now = (): number => clock() + pace.milliseconds(ahead());
  const records = new Map<RecordType, Map<string, Common>>();
  const made = new Map<string, number>();

  const of = (type: RecordType): Map<string, Common> => {
    const known = records.get(type) ?? new Map<string, Common>();
    records.set(type, known);
    return known;
  };
  const keyOf = (id: string, region: string): string => `${region}/${id}`;

  const walk = (record: Common, [first, ...rest]: Walk): void => {
    if (!first) return;
    record.state = first[0];
    let at = clock() + pace.milliseconds(first[1] ?? 0);
    record.steps = rest.map(([state, seconds = 0]) => {
      const step = { state, at };
      at += pace.milliseconds(seconds);
      return step;
    });
  };

  const account: Account = {
    insert(type, record) {
      const whole = { tags: {}, state: 'available', steps: [], deleting: false, ...record } as unknown as Common;
      of(type).set(keyOf(whole.id, whole.region), whole);
      return whole as Records[typeof type];
    },
    find<T extends RecordType>(type: T, id: string, region?: string) {
      if (region !== undefined) return of(type).get(keyOf(id, region)) as Records[T] | undefined;
      return account.list(type, (record) => record.id === id)[0];
    },
    list<T extends RecordType>(type: T, where: (record: Records[T]) => boolean = () => true) {
      const all = [...of(type).values()] as unknown as Records[T][];
      return all.filter(where).sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    remove(type, id, region) {
      of(type).delete(keyOf(id, region));
    },
    walk,
    walkAway(record, states) {
      record.deleting = true;
      walk(record, [...states, ['gone']]);
    },
    settle() {
      const present = clock();
      for (const [type, all] of records) {
        for (const [key, record] of all) {
          if (isStuck?.(record)) continue;
          while (record.steps[0] && record.steps[0].at <= present) {
            record.state = record.steps[0].state;
            record.steps = record.steps.slice(1);
            if (record.state === 'gone') all.delete(key);
            onArrival?.(account, type, record);
          }
        }
      }
    },
    identify(prefix, madeBy, length = 17) {
      const seed = `${prefix}${madeBy}`;
      const count = made.get(seed) ?? 0;
      made.set(seed, count + 1);
      return `${prefix}${digest(count === 0 ? seed : `${seed}#${count}`, length)}`;
    },
    now,
    secondsSince: (time) => (now() - time) / pace.milliseconds(1),
    dump: () => ({
      records: Object.fromEntries([...records.keys()].sort().map((type) => [type, copy(account.list(type))])),
      made: Object.fromEntries([...made].sort(([a], [b]) => (a < b ? -1 : 1))),
    }),
    load(dump) {
      for (const [type, all] of Object.entries(dump.records)) {
        for (const record of copy(all)) of(type as RecordType).set(keyOf(record.id, record.region), record);
      }
      for (const [maker, count] of Object.entries(dump.made)) made.set(maker, count);
    },
  };
  return account;
}

/** Without what differs between two runs that did the same: times, and (unless asked for) passwords. */
export function describeAccount(account: Account, { secrets = false } = {}): Fields {
  account.settle();
  const hidden = secrets ? [] : ['masterUserPassword', 'secretString'];
  return Object.fromEntries(
    Object.entries(account.dump().records).map(([type, all]) => [
      type,
      all.map((record) => {
        const { steps, madeAt, storageModifiedAt, ...rest } = record as Common & Fields;
        for (const field of hidden) if (rest[field] !== undefined) rest[field] = '(set)';
        return rest;
      }),
    ]),
  );
}

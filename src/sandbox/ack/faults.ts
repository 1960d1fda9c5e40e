import { setTimeout as sleep } from 'node:timers/promises';
import type { Pace } from './pace.js';
import { AwsError } from './runtime/errors.js';
import type { Kind, Service } from './runtime/kind.js';

export type Operation = 'read' | 'create' | 'update' | 'delete';

export const FAULTS = [
  /** AWS answers `Throttling`. */
  'throttle',
  /** AWS answers with `code`, or with one that is terminal for the kind. */
  'error',
  /** A create is made, and a call that goes with it is refused. */
  'half-made',
  /** Each call takes `seconds` of AWS's time longer. */
  'slow',
  /** What AWS has begun does not end. */
  'stuck',
  /** The controller no longer looks at the object. */
  'stale',
  /** The controllers of `service` do not run; afterwards they start anew. */
  'down',
  /** A role is not yet known to RDS for `seconds` of AWS's time after it was made. */
  'fresh-role',
] as const;

/** Something that goes wrong, until it is taken off the list or has struck `times` times. */
export interface Fault {
  readonly fault: (typeof FAULTS)[number];
  readonly service?: Service;
  /** @default every kind */
  readonly kind?: string;
  /** `namespace/name`. @default every object */
  readonly object?: string;
  /** @default every operation */
  readonly operation?: Operation;
  readonly code?: string;
  readonly message?: string;
  readonly seconds?: number;
  /** @default without end */
  readonly times?: number;
}

export interface Faults {
  set(faults: readonly Fault[]): void;
  list(): readonly Fault[];
  /** Makes a call slow, or fail. */
  strike(kind: Kind, object: string, operation: Operation): Promise<void>;
  /** Fails after what a create of several calls has made. */
  breakOff(kind: Kind, object: string): void;
  find(fault: Fault['fault'], kind: Pick<Kind, 'service' | 'kind'>, object: string): Fault | undefined;
  isDown(service: Service): boolean;
  /** Tells, also when the list has changed, whether a fault that is on it now was meant for an object. */
  concerns(): (kind: Pick<Kind, 'service' | 'kind'>, object: string) => boolean;
  /** By what made it: `Kind namespace/name`. */
  isStuck(madeBy: string): boolean;
}

export function createFaults(pace: Pace): Faults {
  let active: { fault: Fault; left: number }[] = [];

  const matches = (
    fault: Fault,
    kind: Pick<Kind, 'service' | 'kind'>,
    object: string,
    operation?: Operation,
  ): boolean =>
    (fault.service ?? kind.service) === kind.service &&
    (fault.kind ?? kind.kind) === kind.kind &&
    (fault.object ?? object) === object &&
    (operation === undefined || (fault.operation ?? operation) === operation);

  return {
    set(faults) {
      active = faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
    },
    list: () => active.filter(({ left }) => left > 0).map(({ fault }) => fault),
    async strike(kind, object, operation) {
      for (const entry of active) {
        const { fault } = entry;
        if (!['throttle', 'error', 'slow'].includes(fault.fault)) continue;
        if (entry.left <= 0 || !matches(fault, kind, object, operation)) continue;
        entry.left -= 1;
        if (fault.fault === 'slow') await sleep(pace.milliseconds(fault.seconds ?? 60));
        else if (fault.fault === 'throttle') throw new AwsError('Throttling', 'Rate exceeded');
        else throw new AwsError(fault.code ?? kind.terminalCodes?.[0] ?? 'ValidationError', fault.message ?? 'a fault');
      }
    },
    breakOff(kind, object) {
      const entry = active.find(
        ({ fault, left }) => left > 0 && fault.fault === 'half-made' && matches(fault, kind, object),
      );
      if (entry === undefined) return;
      entry.left -= 1;
      throw new AwsError(entry.fault.code ?? 'OperationNotPermitted', entry.fault.message ?? 'a later call is refused');
    },
    find: (name, kind, object) =>
      active.find(({ fault, left }) => left > 0 && fault.fault === name && matches(fault, kind, object))?.fault,
    concerns() {
      const now = active;
      return (kind, object) => now.some(({ fault }) => matches(fault, kind, object));
    },
    isStuck: (madeBy) => {
      const [kind = '', object = ''] = madeBy.split(' ');
      return active.some(
        ({ fault }) => fault.fault === 'stuck' && (fault.kind ?? kind) === kind && (fault.object ?? object) === object,
      );
    },
    isDown: (service) => active.some(({ fault }) => fault.fault === 'down' && (fault.service ?? service) === service),
  };
}

import type { KubeObject } from '../api/object.js';

interface Described {
  /** As Security Hub names it, e.g. `RDS.3`. */
  readonly id: string;
  /** What should hold. */
  readonly title: string;
  /** The recommendation of the CIS AWS Foundations Benchmark 3.0.0 that asks for the same, e.g. `2.3.1`. */
  readonly cis?: string;
}

/** A control that is checked on what was composed: every object of a kind, or some of them, has to pass. */
export interface Check extends Described {
  readonly kind: string;
  /** Which of the kind. @default all */
  readonly where?: (object: KubeObject) => boolean;
  /** What is wrong with one of them, undefined where nothing is; `stack` holds everything that was composed. */
  readonly fault: (object: KubeObject, stack: readonly KubeObject[]) => string | undefined;
  /** Why it is not met, where no spec would meet it. */
  readonly because?: string;
}

/** A control that nothing composed can meet or fail. */
export interface Verdict extends Described {
  readonly state: 'NotMet' | 'NotApplicable';
  readonly why: string;
}

export type Control = Check | Verdict;

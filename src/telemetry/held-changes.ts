import type { Metrics } from './metrics.js';

const CLASSES = ['reboot', 'failover', 'replacement', 'irreversible'] as const;

/** Sets the gauge of held changes to what is held now: one item for each change, whichever database it is of. */
export function measureHeldChanges(metrics: Metrics, held: readonly (typeof CLASSES)[number][]): void {
  for (const name of CLASSES) {
    metrics.heldChanges.set({ class: name }, held.filter((one) => one === name).length);
  }
}

import type { Row } from '../security/report.js';
import type { Paint } from './status-screen.js';

const MARKS = {
  Met: ['green', '✓'],
  NotMet: ['red', '✗'],
  NotApplicable: ['dim', '-'],
} as const;

/** One line a control, and below it why it is not met or does not apply; the sums last. */
export function securityScreen(rows: readonly Row[], paint: Paint): string {
  const lines = rows.flatMap(({ id, cis, title, state, why }) => {
    const [colour, mark] = MARKS[state];
    const line = `${paint(colour, mark)} ${id.padEnd(7)} ${title}${cis === undefined ? '' : ` (CIS ${cis})`}`;
    return why === undefined ? [line] : [line, `  ${' '.repeat(7)} ${why}`];
  });
  const count = (state: Row['state']): number => rows.filter((row) => row.state === state).length;
  const sums = `${count('Met')} met, ${count('NotMet')} not met, ${count('NotApplicable')} not applicable`;
  return [...lines, '', sums, ''].join('\n');
}

import type { Candidate } from './candidate.js';
import { IMPACT_CLASSES, type Impact } from './impact.js';
import { stepLines } from './plan-screen.js';
import type { Paint } from './status-screen.js';

/** What becomes of how many databases, then each by name under its class, the worst first. */
export function impactScreen(subject: Candidate['subject'], impacts: readonly Impact[], paint: Paint): string {
  const what = 'composition' in subject ? `TapComposition ${subject.composition}` : `blueprint ${subject.blueprint}`;
  const sections = byClass(impacts).map(([title, some]) =>
    [paint(COLOURS[title], title), ...some.flatMap((impact) => linesOf(impact, paint))].join('\n'),
  );
  return `${[`${what}: ${summaryOf(impacts)}`, ...sections].join('\n\n')}\n`;
}

/** The same for programs. */
export const impactDocument = (subject: Candidate['subject'], impacts: readonly Impact[]): object => ({
  ...subject,
  summary: Object.fromEntries(IMPACT_CLASSES.map((each) => [each, countOf(each, impacts)])),
  databases: byClass(impacts).flatMap(([, some]) => some),
});

const COLOURS = {
  refused: 'red',
  disrupted: 'magenta',
  changed: 'yellow',
  unchanged: 'green',
  stay: 'gray',
} as const satisfies Record<Impact['class'], string>;

const countOf = (what: Impact['class'], impacts: readonly Impact[]): number =>
  impacts.filter((impact) => impact.class === what).length;

const summaryOf = (impacts: readonly Impact[]): string =>
  impacts.length === 0
    ? 'there is no database to look at'
    : IMPACT_CLASSES.map((each) => `${countOf(each, impacts)} ${each === 'stay' ? 'stay as they are' : each}`).join(
        ', ',
      );

const byClass = (impacts: readonly Impact[]): readonly (readonly [Impact['class'], readonly Impact[]])[] =>
  IMPACT_CLASSES.flatMap((each) => {
    const some = impacts.filter((impact) => impact.class === each);
    return some.length === 0 ? [] : [[each, some.toSorted((a, b) => (a.database < b.database ? -1 : 1))] as const];
  });

function linesOf({ database, reason, message, disruptions, steps }: Impact, paint: Paint): readonly string[] {
  const why = [reason, message].filter((word) => word !== undefined).join(': ');
  const disturbed = disruptions.map((each) => paint(each === 'reboot' ? 'yellow' : 'red', each)).join(', ');
  const rest = [disturbed, why].filter((word) => word !== '').join('  ');
  const head = rest === '' ? database : `${database}  ${rest}`;
  return [`  ${head}`, ...steps.flatMap((step) => stepLines(step, paint)).map((line) => `    ${line}`)];
}

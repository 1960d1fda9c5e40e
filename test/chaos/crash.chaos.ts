import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLane, type Disturbance, type Flow, type Lane, type Life } from './lane.js';

const IS_CI = process.env['CI'] === 'true';
/** In CI a flow is killed after so many of its writes, spread evenly; elsewhere after every one. */
const SAMPLES = IS_CI ? 20 : Number.POSITIVE_INFINITY;
const API_RESTARTS = 5;
/** A life is mostly waiting, so several share the machine. */
const LANES = 5;
const MINUTES_MS = 60_000;
const PATIENCE_MS = (IS_CI ? 9 : 120) * MINUTES_MS;

let lanes: readonly Lane[];
let undisturbed: Life;

const print = (line: string): unknown => process.stderr.write(`${line}\n`);

beforeAll(async () => {
  lanes = await Promise.all(Array.from({ length: LANES }, createLane));
  undisturbed = await (lanes[0] as Lane).live();
  const { create, delete: remove } = undisturbed.writes;
  print(`undisturbed: ${create} writes to create, ${remove} to delete`);
}, 5 * MINUTES_MS);

afterAll(() => Promise.all((lanes ?? []).map((lane) => lane.stop())), MINUTES_MS);

test(
  'an undisturbed life ends the same twice',
  async () => {
    const again = await (lanes[1] as Lane).live();
    expect(again.outcomes).toEqual(undisturbed.outcomes);
  },
  5 * MINUTES_MS,
);

test(
  'killed after any write of its creation, and any of its deletion, it ends as if it had not been',
  () => expectUndisturbed('kill the operator', SAMPLES),
  PATIENCE_MS,
);

test(
  'the API server restarts on the way, and it ends as if it had not',
  () => expectUndisturbed('restart the API server', API_RESTARTS),
  PATIENCE_MS,
);

/** As many writes of the flow, spread evenly, or all of them where it has fewer. */
function spread(flow: Flow, points: number): readonly number[] {
  const total = undisturbed.writes[flow];
  const count = Math.min(points, total);
  return Array.from({ length: count }, (_, i) => 1 + Math.floor((i * total) / count));
}

/** Lives that are disturbed once in each of their flows, until each point of both has had its turn. */
function disturbances(what: Disturbance['what'], points: number): readonly Disturbance[] {
  const [create, remove] = [spread('create', points), spread('delete', points)];
  return Array.from({ length: Math.max(create.length, remove.length) }, (_, i) => ({
    what,
    afterWrite: { create: create[i], delete: remove[i] },
  }));
}

/** Each on the next lane that is free; all are tried, and every one that ends otherwise is told. */
async function expectUndisturbed(what: Disturbance['what'], points: number): Promise<void> {
  const rest = [...disturbances(what, points)];
  const complaints: string[] = [];
  await Promise.all(
    lanes.map(async (lane) => {
      for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
        const { create = '-', delete: remove = '-' } = next.afterWrite;
        const title = `${what} after write ${create} of the creation and ${remove} of the deletion`;
        const started = performance.now();
        try {
          expect((await lane.live(next)).outcomes).toEqual(undisturbed.outcomes);
          print(`${title}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
        } catch (error) {
          complaints.push(`${title}: ${(error as Error).message}`);
          // The lane may hold what is left of that life.
          return;
        }
      }
    }),
  );
  expect(complaints).toEqual([]);
  expect(rest).toEqual([]);
}

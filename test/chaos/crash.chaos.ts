import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLane, type Disturbance, type Flow, type Lane, type Life } from './lane.js';

/** In CI a flow is killed after so many of its writes, spread evenly; elsewhere after every one. */
const SAMPLES = process.env['CI'] === 'true' ? 20 : Number.POSITIVE_INFINITY;
const API_RESTARTS = 5;
/** A life is mostly waiting, so several share the machine. */
const LANES = 3;
const HOURS_MS = 3_600_000;

let lanes: readonly Lane[];
let undisturbed: Life;

beforeAll(async () => {
  lanes = await Promise.all(Array.from({ length: LANES }, createLane));
  undisturbed = await (lanes[0] as Lane).live();
  const { create, delete: remove } = undisturbed.writes;
  process.stderr.write(`undisturbed: ${create} writes to create, ${remove} to delete\n`);
}, 300_000);

afterAll(() => Promise.all((lanes ?? []).map((lane) => lane.stop())));

test('an undisturbed life ends the same twice', async () => {
  const again = await (lanes[1] as Lane).live();
  expect(again.outcomes).toEqual(undisturbed.outcomes);
}, 300_000);

test.each<Flow>(['create', 'delete'])(
  '%s: killed after any write, it ends as if it had not been',
  async (flow) => {
    await expectUndisturbed(spread(flow, SAMPLES, 'kill the operator'));
  },
  2 * HOURS_MS,
);

test.each<Flow>(['create', 'delete'])(
  '%s: the API server restarts on the way, and it ends as if it had not',
  async (flow) => {
    await expectUndisturbed(spread(flow, API_RESTARTS, 'restart the API server'));
  },
  HOURS_MS,
);

/** As many points of the flow, evenly, or all of its writes where it has fewer. */
function spread(flow: Flow, points: number, what: Disturbance['what']): readonly Disturbance[] {
  const total = undisturbed.writes[flow];
  const count = Math.min(points, total);
  return Array.from({ length: count }, (_, i) => ({ flow, what, afterWrite: 1 + Math.floor((i * total) / count) }));
}

/** Every disturbance on the next lane that is free; all are tried, and every one that ends otherwise is told. */
async function expectUndisturbed(disturbances: readonly Disturbance[]): Promise<void> {
  const rest = [...disturbances];
  const complaints: string[] = [];
  await Promise.all(
    lanes.map(async (lane) => {
      for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
        try {
          expect((await lane.live(next)).outcomes).toEqual(undisturbed.outcomes);
        } catch (error) {
          complaints.push(`${next.what} after write ${next.afterWrite}: ${(error as Error).message}`);
          // The lane may hold what is left of that life.
          return;
        }
      }
    }),
  );
  expect(complaints).toEqual([]);
  expect(rest).toEqual([]);
}

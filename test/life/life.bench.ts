import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { complaintsOf, misconductOf } from '../cluster/support/conduct.js';
import { create, remove, restore } from './beginning-and-end.js';
import { rotate } from './credentials.js';
import { DATABASE } from './database.js';
import { autoscale, failOver, pause, takeBackDrift } from './interference.js';
import { changeParameters } from './parameters.js';
import { unrestOf } from './rest.js';
import { scaleDown, scaleUp } from './sizes.js';
import { openStage, type Stage } from './stage.js';
import { changeClass, upgradeMajor, upgradeMinor } from './upgrades.js';

/** The goal is five minutes on a machine that does nothing else; only what is far beyond it fails. */
const GOAL_MS = 300_000;
const GROSS = 3;

let stage: Stage;
let lifeBegan: number;
/** A life has one order: what follows a step that failed would only fail too. */
let failed: string | undefined;

const print = (line: string): unknown => process.stderr.write(`${line}\n`);
const secondsSince = (time: number): string => ((performance.now() - time) / 1000).toFixed(1);

beforeAll(async () => {
  stage = await openStage(DATABASE);
  lifeBegan = performance.now();
}, 180_000);

afterAll(() => stage?.close(), 60_000);

/** A step of the life, and the rest after it, in which nothing may happen. */
function step(name: string, act: (stage: Stage) => Promise<void>): void {
  test(name, async () => {
    if (failed !== undefined) throw new Error(`the life ended at the step: ${failed}`);
    failed = name;
    const began = performance.now();
    await act(stage);
    const took = secondsSince(began);
    const unrest = await unrestOf(stage);
    print(`${name}: ${took} s, then ${unrest.writes.length} writes and ${unrest.lines.length} log lines at rest`);
    expect(unrest).toEqual({ writes: [], lines: [] });
    failed = undefined;
  }, 180_000);
}

step('create', create);
step('scale up', scaleUp);
step('scale down', scaleDown);
step('static and dynamic parameters', changeParameters);
step('class, in the window', changeClass);
step('minor version', upgradeMinor);
step('major version', upgradeMajor);
step('rotate', rotate);
step('drift', takeBackDrift);
step('failover', failOver);
step('autoscale', autoscale);
step('pause', pause);
step('delete', remove);
step('restore', restore);

test('the operator did nothing that it must not, and ACK had nothing to complain about', async () => {
  expect(await misconductOf(stage.cluster)).toEqual([]);
  expect(await complaintsOf(stage.cluster)).toEqual([]);
});

test('a life takes minutes', () => {
  const took = performance.now() - lifeBegan;
  print(`the whole life: ${(took / 1000).toFixed(0)} s (goal ${GOAL_MS / 1000} s)`);
  expect(took).toBeLessThan(GROSS * GOAL_MS);
});

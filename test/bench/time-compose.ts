/**
 * Times compose in a process of its own, as the operator's is: inside jest every look at a global goes through a VM context,
 * which makes the same code three times as slow. Prints rounds of times as JSON. Usage: node test/bench/time-compose.ts
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';

/** In milliseconds: by the clock, and of the processor, which leaves out what else the machine does. */
export interface Times {
  readonly wall: number;
  readonly processor: number;
}

const ROUNDS = 8;
const TURNS = 300;
const root = join(import.meta.dirname, '../..');

const built = join(root, 'build/composition/compose.js');
const { compose } = (await import(built)) as typeof import('../../src/composition/compose.js');
const database = parse(readFileSync(join(root, 'examples/minimal.yaml'), 'utf8')) as TapDatabase;
const known = { children: [], value: ({ name }: { readonly name: string }, path: string) => `${name}.${path}` };

function time(): Times {
  const before = process.cpuUsage();
  const started = performance.now();
  compose(database, known);
  const wall = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { wall, processor: (user + system) / 1000 };
}

const round = (): readonly Times[] => Array.from({ length: TURNS }, time);
round();
process.stdout.write(JSON.stringify(Array.from({ length: ROUNDS }, round)));

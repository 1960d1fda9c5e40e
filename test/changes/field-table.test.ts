import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Composition, refKey, refOf } from '../../src/api/child.js';
import type { Json, KubeObject } from '../../src/api/object.js';
import * as comparisons from '../../src/changes/comparison.js';
import { comparisonOf } from '../../src/changes/field-rules.js';
import { appliedHash, mark } from '../../src/changes/marks.js';
import { observe, plan } from '../../src/changes/plan.js';
import { compose } from '../../src/composition/compose.js';
import { randomSpec } from '../composition/random-spec.js';
import { database, EXAMPLES, everythingKnown, example, nameOf } from '../composition/support.js';
import { TABLE, type Words } from './field-table.js';
import { leaves, withChanged } from './random-edits.js';
import { ack, core, label, NOW, synced } from './support.js';

const COMPARISONS: Readonly<Record<Words, readonly comparisons.Comparison[]>> = {
  equal: [comparisons.subset],
  'at least': [comparisons.atLeast],
  'in any order': [comparisons.unordered],
  'among others': [comparisons.containing, comparisons.sameTagSet],
  'in any case': [comparisons.ignoringCase],
  'as numbers': [comparisons.sameNumber],
  'as policies': [comparisons.samePolicy],
  'with or without alias/': [comparisons.sameAlias],
  'but for local routes': [comparisons.sameRoutes],
  'by source and port': [comparisons.sameRules],
  'or a newer minor version': [comparisons.versionAtLeastWithinMajor],
};

/** Stacks in which, together, every field that can be declared is. */
const STACKS: readonly Composition[] = [
  ...[...EXAMPLES.map(example), ...fc.sample(randomSpec, { numRuns: 150, seed: 1 }).map((spec) => database(spec))].map(
    (of) => compose(of, everythingKnown()),
  ),
  restored(),
  upgraded(),
];

/** It was made of a snapshot, and is there. */
function restored(): Composition {
  const restoreFrom = { snapshotID: 'tap-final', keyARN: 'arn:aws:kms:us-east-2:111122223333:key/1' };
  return compose(
    database({ restoreFrom }),
    everythingKnown({}, [primaryOn({ masterUserPassword: { name: 'tap-credentials-1', key: 'password' } })]),
  );
}

/** Its primary is still on the version before, of which there is a snapshot. */
function upgraded(): Composition {
  return compose(
    database({ postgres: { version: '17.5' } }),
    everythingKnown({}, [primaryOn({ engineVersion: '16.9' })]),
  );
}

function primaryOn(spec: { readonly [field: string]: Json }): KubeObject {
  return synced(ack('DBInstance', 'tap-primary', spec), { dbInstanceStatus: 'available' });
}

/** Where an object says what is wanted of it: at its root, where it has no spec. */
const contentOf = ({ spec, data, type }: KubeObject): { readonly [field: string]: Json } =>
  spec ?? { ...(data === undefined ? {} : { data }), ...(type === undefined ? {} : { type }) };

const withField = (object: KubeObject, field: string, value: Json): KubeObject =>
  object.spec === undefined ? { ...object, [field]: value } : { ...object, spec: { ...object.spec, [field]: value } };

/** Made by the loop, since it is random. */
const password = (database: string): KubeObject =>
  core(
    'Secret',
    `${database}-credentials-1`,
    {},
    { labels: { 'tapstack.io/database': database, ...label('component', 'credentials').labels } },
  );

const kindOf = (object: KubeObject): string => nameOf(object).split('/')[0] as string;

/** By kind and field, an object that declares it, with a value that can be told from another, and the stack in which it stands. */
const DECLARED = new Map<string, { readonly manifest: KubeObject; readonly stack: Composition }>();
for (const stack of STACKS) {
  for (const { manifest } of stack.children) {
    for (const field of Object.keys(contentOf(manifest))) {
      const name = `${kindOf(manifest)}.${field}`;
      const known = DECLARED.get(name);
      if (known === undefined || JSON.stringify(contentOf(known.manifest)[field]) === '[]')
        DECLARED.set(name, { manifest, stack });
    }
  }
}

const ROWS = Object.entries(TABLE).flatMap(([kind, fields]) =>
  Object.entries(fields).map(([field, row]) => [kind, field, ...row] as const),
);

test('the table has every field that is declared of any kind, and no other', () => {
  expect(ROWS.map(([kind, field]) => `${kind}.${field}`).toSorted()).toEqual([...DECLARED.keys()].toSorted());
});

/** What the plan makes of one object whose field is live with another value, while everything else is as it should be. */
function planned(kind: string, field: string, approvals: readonly string[] = []) {
  const { manifest, stack } = DECLARED.get(`${kind}.${field}`) as { manifest: KubeObject; stack: Composition };
  const tap = manifest.metadata.labels?.['tapstack.io/database'] as string;
  const live = stack.children.map(({ manifest: other }) => {
    const changed = other === manifest ? withField(other, field, another(contentOf(other)[field] as Json)) : other;
    return synced(mark(changed, appliedHash(other)));
  });
  const { apply, held, waiting, prune } = plan(stack, observe([...live, password(tap)]), {
    database: tap,
    now: NOW,
    missingKinds: [],
    approvals: new Set(approvals),
  });
  expect(waiting).toEqual([]);
  const isOurs = ({ ref }: { readonly ref: ReturnType<typeof refOf> }) => refKey(ref) === refKey(refOf(manifest));
  expect([...apply, ...held].filter((one) => !isOurs(one))).toEqual([]);
  return {
    written: apply.map(({ change, manifest: as }) => [change, contentOf(as)[field]]),
    held: held.map(({ class: what, differences }) => [what, ...differences.map(({ path }) => path[1])]),
    ids: held.map(({ id }) => id),
    deleted: prune.map(nameOf),
    wanted: ['update', contentOf(manifest)[field]],
  };
}

function another(value: Json): Json {
  const [path] = leaves(value);
  return path === undefined ? [{ another: 'value' }] : withChanged(value, path);
}

test.each(ROWS)('%s.%s is compared %s; a change is %s, and comes %s', (kind, field, compared, what, becomes) => {
  const { manifest } = DECLARED.get(`${kind}.${field}`) as { manifest: KubeObject };
  const comparison = manifest.spec === undefined ? comparisons.subset : comparisonOf(manifest.kind, [field]);
  expect(COMPARISONS[compared]).toContain(comparison);

  const { written, held, ids, deleted, wanted } = planned(kind, field);
  const approved = planned(kind, field, ids);
  expect([...deleted, ...(becomes === 'made again' ? [] : approved.deleted)]).toEqual([]);
  switch (becomes) {
    case 'at once':
      expect(what).toBe('none');
      expect({ written, held }).toEqual({ written: [wanted], held: [] });
      break;
    case 'held':
      expect({ written, held }).toEqual({ written: [], held: [[what, field]] });
      expect(approved).toMatchObject({ written: [wanted], held: [] });
      break;
    case 'never':
      expect(what).toBe('replacement');
      expect({ written, held }).toEqual({ written: [], held: [['replacement', field]] });
      expect(approved).toMatchObject({ written: [], held: [['replacement', field]] });
      break;
    case 'made again':
      expect(what).toBe('replacement');
      expect({ written, held }).toEqual({ written: [], held: [['replacement', field]] });
      expect(approved).toMatchObject({ written: [], held: [], deleted: [nameOf(manifest)] });
      break;
    case 'kept':
      expect({ what, written, held }).toEqual({ what: 'read at create', written: [], held: [] });
  }
});

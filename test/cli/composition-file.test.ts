import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { stringify } from 'yaml';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { assertFollows, readComposition } from '../../src/cli/composition-file.js';
import { UsageError } from '../../src/cli/exit-code.js';
import { InvalidManifests } from '../../src/cli/read-documents.js';
import { database } from '../composition/support.js';

jest.setTimeout(30_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'composition-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(...objects: readonly object[]): string {
  const path = join(folder, 'composition.yaml');
  writeFileSync(path, objects.map((object) => stringify(object)).join('---\n'));
  return path;
}

const composition = (name: string, spec: object = {}) => ({
  apiVersion: 'tapstack.io/v1alpha1',
  kind: 'TapComposition',
  metadata: { name },
  spec: { blueprint: 'ha-postgres/v1', ...spec },
});

describe('a file with a TapComposition', () => {
  test('is read, and what else is in it passed over', async () => {
    const defaults = { replicas: { count: 1 } };
    const path = file(
      { kind: 'ConfigMap', metadata: { name: 'other' } },
      composition('gold', { defaults, rollout: {} }),
    );
    const read = await readComposition(path);
    expect(read).toMatchObject({ file: path, template: { blueprint: 'ha-postgres/v1', defaults } });
    expect(read.template).not.toHaveProperty('rollout');
  });

  test.each([
    ['nothing', [], 'holds nothing: give a file with one TapComposition'],
    ['another kind', [{ kind: 'TapDatabase', metadata: { name: 'shop' } }], 'holds TapDatabase shop: '],
    ['what has no kind', [{ a: 1 }], 'holds an object without a kind: '],
    ['two of them', [composition('a'), composition('b')], 'holds TapComposition a, TapComposition b: '],
  ])('says what it holds instead: %s', async (_what, objects, message) => {
    const reading = readComposition(file(...objects));
    await expect(reading).rejects.toThrow(UsageError);
    await expect(readComposition(file(...objects))).rejects.toThrow(message);
  });

  test('is refused with file, line and remedy where it could not become a revision', async () => {
    const path = file(composition('gold', { constraints: [{ rule: 'self.replicas.cuont < 3', message: 'too many' }] }));
    await expect(readComposition(path)).rejects.toThrow(InvalidManifests);
    await expect(readComposition(path)).rejects.toThrow(
      /composition\.yaml:8: spec\.constraints\[0\]\.rule ".*; self is the spec/,
    );
  });

  test('is asked once more what the API server would say to its patches', async () => {
    const target = { kind: 'DBInstance' };
    const patches = [{ target, type: 'MergePatch', patch: { spec: { copyTagsToSnapshots: true } } }];
    const { check } = await readComposition(file(composition('gold', { patches })));
    await expect(check(() => undefined)).resolves.toBeUndefined();
    const schema = { type: 'object', properties: { spec: { type: 'object', maxProperties: 3 } } } as const;
    await expect(check((_, kind) => (kind === 'DBInstance' ? schema : undefined))).rejects.toThrow(
      /composition\.yaml:7: spec\.patches "DBInstance\.spec\.copyTagsToSnapshots": is no field of the API/,
    );
  });
});

describe('a TapDatabase of a file', () => {
  const follows = (spec: object): TapDatabase =>
    ({ ...database(), spec: { region: 'us-east-2', ...spec } }) as TapDatabase;
  const given = async (name: string) => readComposition(file(composition(name)));

  test('needs the file of what it names', () => {
    expect(() => assertFollows(follows({}), undefined)).not.toThrow();
    expect(() => assertFollows(follows({ compositionRef: { name: 'gold' } }), undefined)).toThrow(
      'tap names gold in spec.compositionRef: give its TapComposition with --composition FILE',
    );
    expect(() => assertFollows(follows({ compositionRevisionRef: { name: 'gold-2' } }), undefined)).toThrow(
      'tap names gold-2 in spec.compositionRevisionRef: give its TapComposition',
    );
  });

  test('follows what is given where it names no other', async () => {
    const gold = await given('gold');
    for (const spec of [{}, { compositionRef: { name: 'gold' } }, { compositionRevisionRef: { name: 'gold-2' } }])
      expect(() => assertFollows(follows(spec), gold)).not.toThrow();
    expect(() => assertFollows(follows({ compositionRef: { name: 'silver' } }), gold)).toThrow(
      /tap follows TapComposition silver, and .*composition\.yaml holds gold/,
    );
  });

  test('with a reference of the wrong form is for the schema to judge', () => {
    expect(() => assertFollows(follows({ compositionRef: 'gold' }), undefined)).not.toThrow();
    expect(() => assertFollows({ kind: 'TapDatabase' } as unknown as TapDatabase, undefined)).not.toThrow();
  });
});

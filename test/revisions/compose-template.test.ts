import { expect, test } from '@jest/globals';
import { compose } from '../../src/composition/compose.js';
import { composeTemplate, composeWhole } from '../../src/revisions/compose-template.js';
import { database, everythingKnown, nothingKnown } from '../composition/support.js';

const template = { blueprint: 'ha-postgres/v1' };

test('without patches it is what the blueprint makes', () => {
  const settings = { caBundle: 'PEM' };
  const patched = composeTemplate(template, database(), everythingKnown(), settings);
  expect(patched).toEqual({ composition: compose(database(), everythingKnown(), settings), problems: [] });
  expect(composeTemplate(template, database(), nothingKnown).composition).toEqual(compose(database(), nothingKnown));
});

test('a blueprint that nobody knows is an error of who asks', () => {
  expect(() => composeTemplate({ blueprint: 'x/v1' }, database(), nothingKnown)).toThrow('x/v1 is not a blueprint');
});

test('the whole has everything that waits for values, with the known ones as they are', () => {
  const { composition } = composeWhole(template, database(), nothingKnown);
  expect(composition.blocked).toEqual([]);
  expect(composition.children.length).toBe(compose(database(), everythingKnown()).children.length);
  const known = { 'VPC/tap-vpc:status.ackResourceMetadata.ownerAccountID': '123456789012' };
  const seen = JSON.stringify(composeWhole(template, database(), everythingKnown(known)).composition);
  expect(seen).toContain('arn:aws:iam::123456789012:root');
  expect(JSON.stringify(composition)).toContain('arn:aws:iam::000000000000:root');
});

test('a problem of what still waits is found before anything is written', () => {
  const patches = [{ target: { kind: 'Service' }, type: 'MergePatch', patch: { metadata: { name: 'x' } } }] as const;
  expect(composeTemplate({ ...template, patches }, database(), nothingKnown).problems).toEqual([]);
  expect(composeWhole({ ...template, patches }, database(), nothingKnown).problems[0]).toMatchObject({
    reason: 'PatchRefused',
    field: 'patches[0]',
  });
});

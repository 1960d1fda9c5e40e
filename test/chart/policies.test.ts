import { expect, test } from '@jest/globals';
import { valueAt } from '../../src/api/object.js';
import { type ChartObject, find, render } from './render.js';

/** By their switch. */
const POLICIES = {
  encryption: 'tapdb-operator-require-encryption',
  tls: 'tapdb-operator-require-tls',
  multiAZ: 'tapdb-operator-require-multi-az',
  backupRetention: 'tapdb-operator-require-backup-retention',
  publicAccess: 'tapdb-operator-forbid-public-access',
} as const;
const KIND = 'ValidatingAdmissionPolicy';
const BINDING = 'ValidatingAdmissionPolicyBinding';

const namesOf = (objects: readonly ChartObject[], kind = KIND): readonly string[] =>
  objects
    .filter((object) => object.kind === kind)
    .map(({ metadata }) => metadata.name)
    .filter((name) => !name.startsWith('tapdb-operator-protect-'))
    .sort();

const textOf = (objects: readonly ChartObject[], name: string): string =>
  JSON.stringify(find(objects, KIND, name).spec);

test('no policy but the guard is there unless it is asked for', async () => {
  expect(namesOf(await render())).toEqual([]);
  expect(namesOf(await render(), BINDING)).toEqual([]);
});

test('each is bound under a name that never changes, fails closed, and goes at uninstall', async () => {
  const objects = await render({ fullnameOverride: 'other', policies: { enabled: true } });
  const names = Object.values(POLICIES).toSorted();
  expect([namesOf(objects), namesOf(objects, BINDING)]).toEqual([names, names]);
  for (const name of names) {
    const policy = find(objects, KIND, name);
    const binding = find(objects, BINDING, name);
    expect(binding.spec).toEqual({ policyName: name, validationActions: ['Deny'] });
    expect(policy.spec).toMatchObject({ failurePolicy: 'Fail' });
    for (const { metadata } of [policy, binding]) expect(metadata.annotations).toBeUndefined();
  }
});

test.each(Object.entries(POLICIES))('%s is switched off by itself', async (key, name) => {
  const objects = await render({ policies: { enabled: true, [key]: { enabled: false } } });
  const others = Object.values(POLICIES).filter((other) => other !== name);
  expect([namesOf(objects), namesOf(objects, BINDING)]).toEqual([others.toSorted(), others.toSorted()]);
});

test('judges writes of the spec alone, of nothing else', async () => {
  const objects = await render({ policies: { enabled: true } });
  for (const name of Object.values(POLICIES)) {
    const rules = valueAt(find(objects, KIND, name), 'spec.matchConstraints.resourceRules') as unknown as readonly {
      readonly operations: readonly string[];
      readonly resources: readonly string[];
    }[];
    for (const { operations, resources } of rules) {
      expect(operations).toEqual(['CREATE', 'UPDATE']);
      expect(resources.join()).not.toContain('/');
    }
  }
});

test('the values reach the policies', async () => {
  const objects = await render({
    policies: {
      enabled: true,
      validationActions: ['Warn', 'Audit'],
      multiAZ: { environments: ['live'] },
      backupRetention: { minimumDays: 14 },
    },
  });
  for (const name of Object.values(POLICIES))
    expect(valueAt(find(objects, BINDING, name), 'spec.validationActions')).toEqual(['Warn', 'Audit']);
  expect(textOf(objects, POLICIES.multiAZ)).toContain('[\\"live\\"]');
  expect(textOf(objects, POLICIES.backupRetention)).toContain('for 14 days at least');
});

test.each([
  [{ validationActions: [] }, 'validationActions'],
  [{ validationActions: ['Deny', 'Warn'] }, 'validationActions'],
  [{ validationActions: ['Deny', 'Deny'] }, 'validationActions'],
  [{ validationActions: ['Refuse'] }, 'validationActions'],
  [{ multiAZ: { environments: [] } }, 'environments'],
  [{ multiAZ: { environments: ["prod']"] } }, 'environments'],
  [{ backupRetention: { minimumDays: 36 } }, 'minimumDays'],
  [{ quotas: { enabled: true } }, 'quotas'],
])('%j is refused', async (policies, says) => {
  await expect(render({ policies: { enabled: true, ...policies } })).rejects.toThrow(says);
});

import { expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { manifestApp } from '../../src/composition/manifest-app.js';
import type { TapStackProps } from '../../src/composition/tap-stack.js';

const object = (name: string, data = { name }) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
const stack: TapStackProps = {
  name: 'tap',
  passwordSecret: { name: 'master' },
  spec: {
    region: 'us-east-2',
    encryption: { keyARN: 'arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab' },
    bastion: { enabled: false },
    backup: { bucket: { enabled: false } },
    monitoring: { enhancedIntervalSeconds: 0 },
  },
};

test('a manifest app holds a chart for each file, with the objects as they are given, and those of its stacks', () => {
  const app = manifestApp({
    first: { objects: [object('a'), object('b')] },
    second: { objects: [object('c')] },
    third: { stacks: [stack] },
  });
  expect(app.charts.map((chart) => chart.node.id)).toEqual(['first', 'second', 'third']);
  const written = parseAllDocuments(app.synthYaml()).map((document) => document.toJS());
  expect(written.slice(0, 3)).toEqual([object('a'), object('b'), object('c')]);
  expect(written.slice(3)).toEqual(app.charts[2]?.toJson());
  expect(written[3]).toMatchObject({ kind: 'VPC', metadata: { name: 'tap-vpc', namespace: 'default' } });
});

test('a manifest app refuses a file with a placeholder in it, and names both', () => {
  const arn = object('outputs', { name: 'a ${Key/tap:status.ackResourceMetadata.arn}, ${other}' });
  expect(() => manifestApp({ fine: { objects: [object('a')] }, third: { objects: [object('b'), arn] } })).toThrow(
    new Error(
      'third.yaml: ConfigMap/outputs has ${Key/tap:status.ackResourceMetadata.arn} in it: give its value in its place',
    ),
  );
});

test('a manifest app names the file whose stack cannot be static', () => {
  const stacks = [{ ...stack, spec: { ...stack.spec, bastion: {} } }];
  expect(() => manifestApp({ shop: { stacks } })).toThrow(/^TapStack shop\/tap:\nInstance\/tap-bastion needs/);
});

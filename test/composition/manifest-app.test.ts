import { expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { manifestApp } from '../../src/composition/manifest-app.js';

test('a manifest app holds a chart for each file, with the objects as they are given', () => {
  const object = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { name } });
  const app = manifestApp({ first: [object('a'), object('b')], second: [object('c')] });
  expect(app.charts.map((chart) => chart.node.id)).toEqual(['first', 'second']);
  const written = parseAllDocuments(app.synthYaml()).map((document) => document.toJS());
  expect(written).toEqual([object('a'), object('b'), object('c')]);
});

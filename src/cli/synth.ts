import { basename, join } from 'node:path';
import { TAPDATABASE_SCHEMA } from '../api/generated/tapdatabase-schema.js';
import type { KubeObject } from '../api/object.js';
import { formatProblem } from '../api/problem.js';
import { KIND } from '../api/words.js';
import { manifestApp } from '../composition/manifest-app.js';
import { ALLOW_ALL, findProblems } from './find-problems.js';
import { type Document, readDocuments } from './read-documents.js';

/** What `cdk8s synth` runs: the manifests of dist/, for kubectl and Argo CD to take from Git. */
const root = join(import.meta.dirname, '../..');
const examples = await readDocuments([join(root, 'examples')]);
const operator = await readDocuments([join(root, 'charts/tapdb-operator/operator.yaml')]);

const files: Record<string, KubeObject[]> = { operator: operator.map(({ value }) => value as KubeObject) };
for (const document of examples) {
  const name = basename(document.source, '.yaml');
  files[name] = [...(files[name] ?? []), sound(document)];
}
manifestApp(files).synth();

/** Throws where an example of a TapDatabase would be refused. */
function sound({ source, value, line }: Document): KubeObject {
  const object = value as KubeObject;
  const [problem] = object.kind === KIND ? findProblems(value, TAPDATABASE_SCHEMA, ALLOW_ALL) : [];
  if (problem !== undefined) throw new Error(`${source}:${line(problem.field)}: ${formatProblem(problem)}`);
  return object;
}

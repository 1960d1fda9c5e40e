import { ALLOW_ALL, findProblems } from '../api/find-problems.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { TAPDATABASE_SCHEMA } from '../api/generated/tapdatabase-schema.js';
import type { KubeObject } from '../api/object.js';
import { formatProblem } from '../api/problem.js';
import { API_VERSION, KIND } from '../api/words.js';
import { type Document, readDocuments, UnreadableFile } from './read-documents.js';

/** TapDatabases that are not as they should be, each with file, line and remedy. */
export class InvalidDatabases extends Error {}

/**
 * Every TapDatabase of the files, all of them valid. Rejects with InvalidDatabases, and with UnreadableFile where a file
 * cannot be read or there is none. What a cluster's administrator allows is not asked: who may refer to what, the cluster
 * says.
 */
export async function readDatabases(files: readonly string[]): Promise<readonly TapDatabase[]> {
  const documents = (await readDocuments(files)).filter(({ value }) => isDatabase(value));
  if (documents.length === 0) throw new UnreadableFile(`no ${KIND} of ${API_VERSION} in ${files.join(', ')}`);
  const problems = documents.flatMap(problemsOf);
  if (problems.length > 0) throw new InvalidDatabases(problems.join('\n'));
  return documents.map(({ value }) => value as TapDatabase);
}

function isDatabase(value: unknown): boolean {
  const { apiVersion, kind } = (value ?? {}) as Partial<KubeObject>;
  return apiVersion === API_VERSION && kind === KIND;
}

const problemsOf = ({ source, value, line }: Document): readonly string[] =>
  findProblems(value, TAPDATABASE_SCHEMA, ALLOW_ALL).map(
    (problem) => `${source}:${line(problem.field)}: ${formatProblem(problem)}`,
  );

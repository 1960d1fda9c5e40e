import { ALLOW_ALL, findFormProblems } from '../api/find-problems.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { TAPDATABASE_SCHEMA } from '../api/generated/tapdatabase-schema.js';
import type { KubeObject } from '../api/object.js';
import type { Problem } from '../api/problem.js';
import { API_VERSION, KIND } from '../api/words.js';
import { assertFollows, type CompositionFile } from './composition-file.js';
import { judgeDatabase } from './judge-database.js';
import { type Document, InvalidManifests, readDocuments, told, UnreadableFile } from './read-documents.js';

/**
 * Every TapDatabase of the files as it is written, all of them valid with what the composition lays under them. Rejects with
 * InvalidManifests, with UnreadableFile where a file cannot be read or there is none, and with a UsageError where one follows
 * another composition. What a cluster's administrator allows is not asked: who may refer to what, the cluster says.
 */
export async function readDatabases(
  files: readonly string[],
  composition?: CompositionFile,
): Promise<readonly TapDatabase[]> {
  return readValid(files, (value) => {
    assertFollows(value as TapDatabase, composition);
    return judgeDatabase(value, ALLOW_ALL, composition?.template);
  });
}

/** The same for the cluster to judge, which knows what each of them follows: here only their form is looked at. */
export const readAsked = (files: readonly string[]): Promise<readonly TapDatabase[]> =>
  readValid(files, (value) => findFormProblems(value, TAPDATABASE_SCHEMA));

async function readValid(
  files: readonly string[],
  judge: (value: unknown) => readonly Problem[] | Promise<readonly Problem[]>,
): Promise<readonly TapDatabase[]> {
  const documents = (await readDocuments(files)).filter(({ value }) => isDatabase(value));
  if (documents.length === 0) throw new UnreadableFile(`no ${KIND} of ${API_VERSION} in ${files.join(', ')}`);
  const problems: string[] = [];
  for (const document of documents) problems.push(...told(document, await judge(document.value)));
  if (problems.length > 0) throw new InvalidManifests(problems.join('\n'));
  return documents.map(({ value }: Document) => value as TapDatabase);
}

function isDatabase(value: unknown): boolean {
  const { apiVersion, kind } = (value ?? {}) as Partial<KubeObject>;
  return apiVersion === API_VERSION && kind === KIND;
}

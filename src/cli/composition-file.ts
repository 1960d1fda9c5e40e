import type { TapComposition } from '../api/generated/tapcomposition.js';
import type { RevisionTemplate } from '../api/generated/tapcompositionrevision.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { TAP_COMPOSITIONS } from '../api/kinds.js';
import type { KubeObject } from '../api/object.js';
import type { SchemaOf } from '../revisions/check-composition.js';
import { templateOf } from '../revisions/revision.js';
import { UsageError } from './exit-code.js';
import { type Document, InvalidManifests, readDocuments, told } from './read-documents.js';

/** The TapComposition of a file. */
export interface CompositionFile {
  readonly file: string;
  readonly composition: TapComposition;
  readonly template: RevisionTemplate;
  /** Rejects with InvalidManifests where the API server would refuse what its patches make. */
  readonly check: (schemaOf: SchemaOf) => Promise<void>;
}

/**
 * Rejects with InvalidManifests where the TapComposition could not become a revision, and with a UsageError where the file
 * holds another number of them than one.
 */
export async function readComposition(file: string): Promise<CompositionFile> {
  const documents = await readDocuments([file]);
  const [document, ...more] = documents.filter(({ value }) => kindOf(value) === TAP_COMPOSITIONS.kind);
  if (document === undefined || more.length > 0) throw new UsageError(`${file} holds ${listOf(documents)}: ${REMEDY}`);
  await check(document);
  const composition = document.value as TapComposition;
  const template = templateOf(composition.spec);
  return { file, composition, template, check: (schemaOf) => check(document, schemaOf) };
}

const REMEDY = `give a file with one ${TAP_COMPOSITIONS.kind}`;

async function check(document: Document, schemaOf?: SchemaOf): Promise<void> {
  const { findCompositionProblems } = await import('../revisions/find-composition-problems.js');
  const problems = told(document, findCompositionProblems(document.value, schemaOf));
  if (problems.length > 0) throw new InvalidManifests(problems.join('\n'));
}

const kindOf = (value: unknown): string | undefined => (value as Partial<KubeObject> | null)?.kind;

function listOf(documents: readonly Document[]): string {
  const names = documents.map(({ value }) => {
    const { kind = 'an object without a kind', metadata } = (value ?? {}) as Partial<KubeObject>;
    return [kind, metadata?.name].filter((word) => word !== undefined).join(' ');
  });
  return names.join(', ') || 'nothing';
}

/** Throws a UsageError where a TapDatabase of a file is not made of what is given. */
export function assertFollows({ metadata, spec }: TapDatabase, given: CompositionFile | undefined): void {
  const [named, revision] = [spec?.compositionRef?.name, spec?.compositionRevisionRef?.name];
  const subject = metadata?.name ?? 'a TapDatabase';
  if (given !== undefined) {
    const { name } = given.composition.metadata;
    if (named === undefined || named === name) return;
    throw new UsageError(`${subject} follows TapComposition ${named}, and ${given.file} holds ${name}`);
  }
  const wish = named ?? revision;
  if (wish === undefined) return;
  const field = named === undefined ? 'compositionRevisionRef' : 'compositionRef';
  throw new UsageError(`${subject} names ${wish} in spec.${field}: give its TapComposition with --composition FILE`);
}

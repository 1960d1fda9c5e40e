import type { Json } from '../api/object.js';

/** A statement of a policy of AWS, with lists where AWS takes one or many. */
export interface Statement {
  readonly effect: string;
  /** Of every kind of principal; `*` for everybody. */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: unknown;
}

/** The statements of a policy document; none where there is no document. */
export function statementsOf(document: Json | undefined): readonly Statement[] {
  if (typeof document !== 'string') return [];
  const { Statement } = JSON.parse(document) as { readonly Statement: readonly Readonly<Record<string, unknown>>[] };
  return Statement.map((statement) => ({
    effect: String(statement['Effect']),
    principals: principalsOf(statement['Principal']),
    actions: listOf(statement['Action']),
    resources: listOf(statement['Resource']),
    condition: statement['Condition'],
  }));
}

export const isForEverybody = ({ principals }: Statement): boolean => principals.includes('*');

const listOf = (value: unknown): readonly string[] =>
  value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];

const principalsOf = (principal: unknown): readonly string[] =>
  typeof principal === 'object' && principal !== null ? Object.values(principal).flatMap(listOf) : listOf(principal);

// The defaults that a TapComposition may give: the spec of a TapDatabase with nothing in it required, written into the
// definition of TapCompositions between two marks, so that the API server refuses there what it refuses of a TapDatabase.
import { parse, stringify } from 'yaml';

interface Schema {
  properties?: Record<string, Schema>;
  required?: string[];
  'x-kubernetes-validations'?: unknown[];
  [key: string]: unknown;
}

/** What is one database's alone. */
export const NO_DEFAULTS = [
  'region',
  'restoreFrom',
  'adopt',
  'compositionRef',
  'compositionRevisionRef',
  'compositionUpdatePolicy',
];

const MARKS = /( *)# BEGIN defaults\n[\s\S]*?( *)# END defaults\n/;

/** The definition of TapCompositions with the defaults in it. */
export function withDefaults(compositionCrd: string, databaseCrd: string): string {
  const { spec } = parse(databaseCrd);
  const own: Schema = spec.versions[0].schema.openAPIV3Schema.properties.spec;
  const properties = Object.entries(own.properties ?? {}).filter(([name]) => !NO_DEFAULTS.includes(name));
  const defaults = {
    title: 'CompositionDefaults',
    description:
      "Laid under each database's spec: what it leaves open. Fixed fields count only before a database is composed for the first time.",
    type: 'object',
    // Its rules speak of the region, which a database alone has.
    properties: Object.fromEntries(properties),
  };
  return compositionCrd.replace(MARKS, (_all, indent: string) => {
    const text = stringify({ defaults }, { lineWidth: 120 - indent.length, aliasDuplicateObjects: false });
    const lines = text.trimEnd().split('\n');
    const body = lines.map((line) => (line === '' ? '' : `${indent}${line}`)).join('\n');
    return `${indent}# BEGIN defaults\n${body}\n${indent}# END defaults\n`;
  });
}

// The API reference for people, docs/api.md: every field of a definition, and what the API server refuses of it.

interface Rule {
  rule: string;
  message?: string;
  messageExpression?: string;
  /** Of the field that is at fault, from where the rule stands. */
  fieldPath?: string;
}

interface Schema {
  description?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  maxProperties?: number;
  items?: Schema;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  'x-kubernetes-validations'?: Rule[];
}

interface Definition {
  spec: {
    group: string;
    names: { kind: string; plural: string; shortNames: string[] };
    versions: {
      name: string;
      additionalPrinterColumns: { name: string; priority?: number }[];
      schema: { openAPIV3Schema: Schema };
    }[];
  };
}

interface Field {
  /** From the root, as in `spec.network.zones[]`. */
  path: string;
  schema: Schema;
  isRequired: boolean;
}

/** The page, in Markdown. `source`: the path of the definition. */
export function apiReference(definition: Definition, source: string): string {
  const { group, names, versions } = definition.spec;
  const [version] = versions;
  if (version === undefined) throw new Error(`${source} has no version`);
  const root = version.schema.openAPIV3Schema;
  const fields = fieldsOf(root, '');
  const rules = fields.flatMap(({ path, schema }) =>
    (schema['x-kubernetes-validations'] ?? []).map((rule) => ({ path: join(path, rule.fieldPath ?? ''), rule })),
  );
  const { spec = {}, status = {} } = root.properties ?? {};
  const sections = [
    ...partsOf('spec', spec).map((part) => ({ ...part, level: part.path === 'spec' ? '##' : '###' })),
    { path: 'status', schema: status, level: '##', holds: (path: string) => isWithin(path, 'status') },
  ];
  const columns = version.additionalPrinterColumns;
  const columnsAt = (priority: number) =>
    columns.filter((column) => (column.priority ?? 0) === priority).map(({ name }) => name);
  return `${[
    `<!-- Generated from ${source} by \`npm run generate\`: edit that file instead. -->`,
    `# API reference: ${names.kind}`,
    `\`apiVersion: ${group}/${version.name}\`, \`kind: ${names.kind}\`, namespaced; \`kubectl get ${names.plural}\` or \`kubectl get ${names.shortNames[0]}\`.`,
    `${root.description} \`kubectl explain ${names.shortNames[0]}.spec\` shows the same text.`,
    "Defaults are the operator's: they are not written into the object. *Fixed* fields cannot change once the database exists, also when they were left out. What the API server refuses stands below each table; what needs more facts than it has becomes [`Stalled`](troubleshooting.md#reasons-of-stalled-a-person-must-act), and `tapdb validate` says all of it without a cluster.",
    `\`kubectl get ${names.plural}\` shows ${columnsAt(0).join(', ')}; \`-o wide\` adds ${columnsAt(1).join(', ')}.`,
    '## metadata.name',
    ...refusals(rules.filter(({ path }) => isWithin(path, 'metadata'))),
    ...sections.flatMap(({ path, schema, level, holds }) => [
      `${level} ${path}`,
      ...(schema.description === undefined ? [] : [linked(path, prose(schema.description))]),
      ...table(fields.filter((field) => field.path !== path && holds(field.path))),
      ...refusals(rules.filter((rule) => holds(rule.path))),
    ]),
  ].join('\n\n')}\n`;
}

/** The whole, and each part that has fields of its own. */
function partsOf(path: string, { properties = {}, ...schema }: Schema) {
  const inner = Object.entries(properties).filter(([, { properties: own }]) => own !== undefined);
  const paths = inner.map(([name]) => `${path}.${name}`);
  const isOwn = (other: string) => isWithin(other, path) && !paths.some((part) => isWithin(other, part));
  return [
    { path, schema, holds: isOwn },
    ...inner.map(([name, part]) => ({
      path: `${path}.${name}`,
      schema: part,
      holds: (other: string) => isWithin(other, `${path}.${name}`),
    })),
  ];
}

const isWithin = (path: string, whole: string): boolean => path === whole || path.startsWith(`${whole}.`);

const join = (path: string, relative: string): string => `${path}${relative}`.replace(/^\./, '');

/** The schema itself and everything in it, in the order in which it stands there. */
function fieldsOf(schema: Schema, path: string, isRequired = false): Field[] {
  const { items, properties = {}, required = [] } = schema;
  return [
    { path, schema, isRequired },
    ...(items === undefined ? [] : fieldsOf(items, `${path}[]`)),
    ...Object.entries(properties).flatMap(([name, inner]) =>
      fieldsOf(inner, join(path, `.${name}`), required.includes(name)),
    ),
  ];
}

function table(fields: readonly Field[]): string[] {
  const rows = fields.filter(({ path }) => !path.endsWith('[]')).map(row);
  if (rows.length === 0) return [];
  const hasDefaults = rows.some(([, , byDefault]) => byDefault !== '');
  const columns = (cells: readonly string[]) => (hasDefaults ? cells : cells.filter((_, i) => i !== 2));
  const line = (cells: readonly string[]) => `| ${columns(cells).map(escaped).join(' | ')} |`;
  return [
    [line(['field', 'type', 'default', 'what it is']), line(['---', '---', '---', '---']), ...rows.map(line)].join(
      '\n',
    ),
  ];
}

function row({ path, schema, isRequired }: Field): readonly string[] {
  const { text, byDefault } = described(schema);
  return [
    `\`${path.replace(/^(spec|status)\./, '')}\``,
    typeOf(schema),
    isRequired && path.startsWith('spec.') ? 'required' : byDefault,
    linked(path, text),
  ];
}

/** Words that stand for the absence of a value, or for one that is not known beforehand. */
const WORDS: readonly string[] = ['none', 'nobody', 'never', 'generated', "AWS's"];

/** The description without its sentence about the default, and what that says. */
function described({ description = '' }: Schema): { text: string; byDefault: string } {
  const [sentence, value = ''] = / ?\bDefault (.+?)\.(?=\s|$)/.exec(description) ?? [''];
  const isLiteral = value !== '' && !value.includes(' ') && !WORDS.includes(value);
  const text = prose(description.replace(sentence, '').trim());
  return { text, byDefault: isLiteral ? `\`${value}\`` : prose(value) };
}

const prose = (text: string): string =>
  text.replaceAll(/[\w./=-]*<[a-z]+>(?:[\w./=<>-]*[\w>])?/g, '`$&`').replace(/\bFixed\b/, '*Fixed*');

/** With the way to what is told of it elsewhere. */
function linked(path: string, text: string): string {
  const link = LINKS[path];
  return link === undefined ? text : `${text} ${link}`.trim();
}

const LINKS: Readonly<Record<string, string>> = {
  'spec.postgres.version': 'See [versions](changes.md#versions).',
  'spec.postgres.parameters': 'See [parameters](changes.md#parameters).',
  'spec.instance.storage': 'See [storage](changes.md#storage).',
  'spec.credentials.rotation': 'See [passwords](changes.md#passwords).',
  'spec.maintenance.disruptiveChanges': 'See [changes](changes.md#when-it-goes).',
  'spec.restoreFrom': 'See [from a snapshot](coming-back.md#from-a-snapshot).',
  'spec.adopt': 'See [from what is in AWS](coming-back.md#from-what-is-in-aws).',
  'spec.deletionPolicy': 'See [what becomes of AWS](deleting.md#what-becomes-of-aws).',
  'spec.deletionProtection': 'See [deleting](deleting.md).',
  'spec.compositionRef': 'See [compositions](compositions.md#which-one-a-database-follows).',
  'spec.compositionRevisionRef': 'See [compositions](compositions.md#which-one-a-database-follows).',
  'spec.compositionUpdatePolicy': 'See [compositions](compositions.md#which-one-a-database-follows).',
  'status.conditions': 'Types and reasons: [troubleshooting](troubleshooting.md).',
  'status.waitingFor': 'Reasons: [troubleshooting](troubleshooting.md#reasons-of-synced-it-is-on-its-way).',
  'status.heldChanges': 'See [changes](changes.md).',
};

function typeOf(schema: Schema): string {
  const { type, items, additionalProperties, maxProperties } = schema;
  if (items !== undefined) {
    const count = range(schema.minItems, schema.maxItems);
    return [`list of ${plural(typeOf(items))}`, ...(count === '' ? [] : [`${count} items`])].join('; ');
  }
  if (additionalProperties !== undefined) {
    const count = maxProperties === undefined ? [] : [`at most ${maxProperties} entries`];
    return [`map to ${plural(typeOf(additionalProperties))}`, ...count].join('; ');
  }
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (type === 'integer') return ['integer', range(schema.minimum, schema.maximum)].filter(Boolean).join(', ');
  if (type === 'string' && schema.format === 'date-time') return 'time (RFC 3339)';
  if (type !== 'string') return type ?? '';
  const length = range(schema.minLength, schema.maxLength);
  return length === '' ? 'string' : `string, ${length} characters`;
}

const plural = (type: string): string => (type.startsWith('`') ? type : type.replace(/^[a-z]+/, '$&s'));

function range(from: number | undefined, to: number | undefined): string {
  if (to === undefined) return from === undefined ? '' : `at least ${from}`;
  if (from === to) return String(to);
  return from === undefined ? `at most ${to}` : `${from} to ${to}`;
}

function refusals(rules: readonly { path: string; rule: Rule }[]): string[] {
  if (rules.length === 0) return [];
  const messages = rules.map(({ path, rule }) => `- \`${path}\`: ${messageOf(rule)}`);
  const sources = rules.map(({ path, rule }) => `# ${path}\n${rule.rule}`);
  return [
    'Refused by the API server, with these words:',
    [...new Set(messages)].join('\n'),
    `<details><summary>The rules in CEL</summary>\n\n\`\`\`text\n${sources.join('\n\n')}\n\`\`\`\n\n</details>`,
  ];
}

/** What is only known when a rule is broken stands as … in it. */
function messageOf({ message, messageExpression = '' }: Rule): string {
  if (message !== undefined) return plainText(message);
  const tokens = messageExpression.replaceAll(/\.join\(', '\)/g, '').match(/'[^']*'|"[^"]*"|[?:+]|[^'"?:+]+/g) ?? [];
  const alternatives: string[] = [''];
  for (const token of tokens.map((each) => each.trim())) {
    if (token === '?') alternatives.splice(0, alternatives.length, '');
    else if (token === ':') alternatives.push('');
    else if (token !== '' && token !== '+') {
      const last = alternatives.length - 1;
      alternatives[last] += /^['"]/.test(token) ? token.slice(1, -1) : '…';
    }
  }
  return [...new Set(alternatives)].map(plainText).join('; or: ');
}

const plainText = (text: string): string =>
  text.replaceAll('<', '\\<').replaceAll('_', '\\_').replaceAll('*', '\\*').trim();

/** A bar would end the cell. */
const escaped = (cell: string): string => cell.replaceAll('|', '\\|');

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ACK_KINDS } from '../../src/api/kinds.js';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { parseManifests } from '../../src/sandbox/manifests.js';
import { CONFIG_MAPS } from './support/config-maps.js';
import { ACTIONS, ROOT } from './support/scripts.js';

const PAGE = join(ROOT, 'docs/argo-cd.md');
const page = readFileSync(PAGE, 'utf8');

/** UPDATE_GOLDEN=1 writes what is made of the scripts, never in CI. */
const mustWrite = process.env['UPDATE_GOLDEN'] === '1' && process.env['CI'] !== 'true';

const blockOf = (file: string): RegExp => new RegExp(`(\`${file}\`:\n\n\`\`\`yaml\n)([\\s\\S]*?)(\`\`\`\n)`);

describe.each(Object.entries(CONFIG_MAPS))('%s', (file, text) => {
  test('is what the scripts make of it, and so is the page', () => {
    if (mustWrite) {
      writeFileSync(join(ROOT, file), text);
      const before = readFileSync(PAGE, 'utf8');
      writeFileSync(
        PAGE,
        before.replace(blockOf(file), (_, start, __, end) => `${start}${text}${end}`),
      );
    }
    expect(readFileSync(join(ROOT, file), 'utf8')).toBe(text);
    expect(blockOf(file).exec(readFileSync(PAGE, 'utf8'))?.[2]).toBe(text);
    expect(page).toContain(`kubectl patch configmap argocd-cm -n argocd --type merge --patch-file ${file}`);
  });

  test('has keys that a ConfigMap takes, and every script whole', () => {
    const { data } = parse(text) as { readonly data: Readonly<Record<string, string>> };
    for (const key of Object.keys(data)) expect(key).toMatch(/^[-._a-zA-Z0-9]+$/);
    expect(text).not.toContain('\t');
  });
});

test('the actions are those that discovery offers, each with its script', () => {
  const { data } = parse(CONFIG_MAPS['argo-cd/argocd-cm.yaml'] ?? '') as KubeObject;
  const actions = parse(data?.['resource.customizations.actions.tapstack.io_TapDatabase'] ?? '');
  expect(Object.keys(actions)).toEqual(['discovery.lua', 'definitions']);
  for (const { name, 'action.lua': script } of actions.definitions) {
    expect(ACTIONS).toContain(name);
    expect(actions['discovery.lua']).toContain(`  ${name} = { disabled = `);
    expect(script).toMatch(/\nreturn obj\n$/);
  }
  expect(actions.definitions).toHaveLength(ACTIONS.length);
});

test('the wildcard is one for every kind of ACK that a database has, and for none of ours', () => {
  const { data } = parse(CONFIG_MAPS['argo-cd/argocd-cm-ack.yaml'] ?? '') as KubeObject;
  const [pattern = '', ...more] = Object.keys(parse(data?.['resource.customizations'] ?? ''));
  const glob = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  expect(more).toEqual([]);
  for (const { group, kind } of ACK_KINDS) expect(`${group}/${kind}`).toMatch(glob);
  expect('tapstack.io/TapDatabase').not.toMatch(glob);
});

const manifests: readonly KubeObject[] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].flatMap(([, text]) =>
  parseManifests(text as string, PAGE),
);
const find = (kind: string): KubeObject => {
  const found = manifests.filter((manifest) => manifest.kind === kind);
  expect(found).toHaveLength(1);
  return found[0] as KubeObject;
};

interface ApplicationSpec {
  readonly project: string;
  readonly source: Readonly<Record<string, string>>;
  readonly destination: Readonly<Record<string, string>>;
  readonly syncPolicy: { readonly automated: object; readonly syncOptions: readonly string[] };
  readonly ignoreDifferences?: readonly {
    readonly group: string;
    readonly kind: string;
    readonly jsonPointers: readonly string[];
  }[];
}

/** As Argo CD's API has it; a field that is misspelt there is dropped without a word. */
function expectApplication(spec: ApplicationSpec): void {
  expect(spec).toEqual({
    project: 'default',
    source: { repoURL: expect.stringMatching(/^https:/), targetRevision: 'main', path: expect.any(String) },
    destination: { server: 'https://kubernetes.default.svc', namespace: expect.any(String) },
    syncPolicy: {
      automated: { prune: false, selfHeal: true },
      syncOptions: expect.arrayContaining(['CreateNamespace=true', 'ServerSideApply=true']),
    },
    ...(spec.ignoreDifferences && { ignoreDifferences: spec.ignoreDifferences }),
  });
}

test('the Application keeps the database when it goes, and ignores a field that there is', () => {
  const { apiVersion, metadata, spec } = find('Application');
  expect(apiVersion).toBe('argoproj.io/v1alpha1');
  expect(metadata).toEqual({ name: 'shop-database', namespace: 'argocd' });
  const application = spec as unknown as ApplicationSpec;
  expectApplication(application);
  expect(application.syncPolicy.syncOptions).toContain('RespectIgnoreDifferences=true');
  const [ignored, ...more] = application.ignoreDifferences ?? [];
  expect(more).toEqual([]);
  expect(ignored).toMatchObject({ group: 'tapstack.io', kind: 'TapDatabase' });
  const crd = parse(readFileSync(join(ROOT, 'crds/tapdatabase.yaml'), 'utf8'));
  for (const pointer of ignored?.jsonPointers ?? ['none']) {
    const path = pointer.slice(1).replaceAll('/', '.properties.');
    expect(valueAt(crd, `spec.versions.0.schema.openAPIV3Schema.properties.${path}`)).toBeDefined();
    // The field that an autoscaler writes.
    expect(pointer.replaceAll('/', '.')).toBe(crd.spec.versions[0].subresources.scale.specReplicasPath);
  }
});

test('the ApplicationSet makes an Application of a folder, and takes none away', () => {
  const { apiVersion, metadata, spec = {} } = find('ApplicationSet');
  expect(apiVersion).toBe('argoproj.io/v1alpha1');
  expect(metadata).toEqual({ name: 'databases', namespace: 'argocd' });
  const { template, ...rest } = spec;
  const text = JSON.stringify(template);
  const parameters: Readonly<Record<string, string>> = { '.path.basename': 'shop', '.path.path': 'databases/shop' };
  const made = JSON.parse(
    text.replace(/\{\{ (\S+) \}\}/g, (_, name: string) => parameters[name] ?? `no parameter ${name}`),
  );
  expect(made.metadata).toEqual({ name: 'database-shop' });
  expectApplication(made.spec);
  expect(made.spec).toMatchObject({ source: { path: 'databases/shop' }, destination: { namespace: 'shop' } });
  const { repoURL } = made.spec.source;
  expect(rest).toEqual({
    goTemplate: true,
    goTemplateOptions: ['missingkey=error'],
    generators: [{ git: { repoURL, revision: 'main', directories: [{ path: 'databases/*' }] } }],
    syncPolicy: { applicationsSync: 'create-update', preserveResourcesOnDeletion: true },
  });
});

// Brings the chart up to date with crds/: its copies of our CRDs, and operator.yaml, which installs it without Helm.
// `npm run manifests`; with `--check` nothing is written, and what is out of date is named and fails.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { chart, helm, root } from './helm.ts';

const NAMESPACE = `---
apiVersion: v1
kind: Namespace
metadata:
  name: tapdb-system
  labels:
    pod-security.kubernetes.io/enforce: restricted
`;

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const stale: string[] = [];

const folder = join(root, 'crds');
for (const file of (await readdir(folder)).filter((name) => name.endsWith('.yaml'))) {
  await put(join(chart, 'files/crds', file), keepAtUninstall(await readFile(join(folder, file), 'utf8'), file));
}
const objects = await helm('template', 'tapdb-operator', chart, '--namespace=tapdb-system', '--skip-tests');
await put(
  join(chart, 'operator.yaml'),
  `# Installs tapdb-operator without Helm. Made by \`npm run manifests\`.\n${NAMESPACE}${objects}`,
);

if (stale.length > 0) {
  console.error(`out of date: ${stale.join(', ')}; run \`npm run manifests\``);
  process.exitCode = 1;
}

async function put(path: string, content: string): Promise<void> {
  const present = await readFile(path, 'utf8').catch(() => undefined);
  if (present === content) return;
  if (values.check) stale.push(relative(root, path));
  else await writeFile(path, content);
}

/** The text of a CRD that `helm uninstall` leaves alone: with it every database of the cluster would go. */
function keepAtUninstall(text: string, file: string): string {
  const { metadata } = parse(text) as { metadata: { annotations?: unknown } };
  if (metadata.annotations) throw new Error(`crds/${file} has annotations already: add the chart's to them here`);
  return text.replace(/^metadata:\n/m, 'metadata:\n  annotations:\n    helm.sh/resource-policy: keep\n');
}

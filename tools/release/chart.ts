// Packages the chart and operator.yaml as they are published, with the image that was pushed to a registry.
// `node tools/release/chart.ts --image REPOSITORY --folder FOLDER [--push oci://REGISTRY/PATH [--plain-http]]`; after a push the reference
// to the chart by its digest, for who signs it, is all that is printed.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chart, helm, runHelm } from '../chart/helm.ts';
import { withImage } from './published-image.ts';

const { values } = parseArgs({
  options: {
    image: { type: 'string' },
    folder: { type: 'string' },
    push: { type: 'string' },
    'plain-http': { type: 'boolean' },
  },
});
const { image, push } = values;
if (image === undefined || values.folder === undefined) throw new Error('--image and --folder are needed');
const folder = resolve(values.folder);
mkdirSync(folder, { recursive: true });

writeFileSync(join(folder, 'operator.yaml'), withImage(readFileSync(join(chart, 'operator.yaml'), 'utf8'), image));

const work = mkdtempSync(join(tmpdir(), 'tapdb-chart-'));
try {
  const copy = join(work, 'tapdb-operator');
  cpSync(chart, copy, { recursive: true });
  const given = join(copy, 'values.yaml');
  writeFileSync(given, withImage(readFileSync(given, 'utf8'), image));
  await helm('package', copy, `--destination=${folder}`);
} finally {
  rmSync(work, { recursive: true });
}

if (push !== undefined) {
  const { version } = JSON.parse(readFileSync(join(chart, '../../package.json'), 'utf8')) as {
    readonly version: string;
  };
  const file = join(folder, `tapdb-operator-${version}.tgz`);
  const { stderr } = await runHelm('push', file, push, ...(values['plain-http'] ? ['--plain-http'] : []));
  const digest = /^Digest: (sha256:[0-9a-f]{64})$/m.exec(stderr)?.[1];
  if (digest === undefined) throw new Error(`helm push names no digest: ${stderr}`);
  console.log(`${push.replace('oci://', '')}/tapdb-operator@${digest}`);
}

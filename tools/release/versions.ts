// The one version of a release, in all the places that say it. `node tools/release/versions.ts [TAG]`: what differs is named
// and fails; with a tag, `v` and that version, the tag is a place too.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

/** Every place with the version that it says; undefined where it says none. */
export function versionsOf(root: string, tag?: string): Readonly<Record<string, string | undefined>> {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const chart = parse(read('charts/tapdb-operator/Chart.yaml'));
  return {
    'package.json': JSON.parse(read('package.json')).version,
    'package-lock.json': JSON.parse(read('package-lock.json')).version,
    'Chart.yaml version': chart.version,
    'Chart.yaml appVersion': chart.appVersion,
    'examples/cdk8s-project': /tapdb-operator-(.+)\.tgz/.exec(read('examples/cdk8s-project/package.json'))?.[1],
    ...(tag !== undefined && {
      // Before its release it is the section of what is unreleased.
      'the newest section of CHANGELOG.md': /^## \[?([^\]\s]+)/m.exec(read('CHANGELOG.md'))?.[1],
      [`the tag ${tag}`]: /^v(.+)$/.exec(tag)?.[1],
    }),
  };
}

/** What differs from package.json, as a person has to read it. */
export function disagreements(versions: ReturnType<typeof versionsOf>): readonly string[] {
  const version = versions['package.json'];
  return Object.entries(versions)
    .filter(([, other]) => other !== version)
    .map(([place, other]) => `${place} says ${other ?? 'none'}, package.json ${version}`);
}

if (import.meta.main) {
  const found = disagreements(versionsOf(resolve(import.meta.dirname, '../..'), process.argv[2]));
  for (const line of found) console.error(line);
  process.exitCode = found.length > 0 ? 1 : 0;
}

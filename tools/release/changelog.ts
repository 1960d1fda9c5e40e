// Prints what CHANGELOG.md says of one version: the notes of its release. `node tools/release/changelog.ts VERSION`
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text below `## [VERSION] - DATE`, up to the next version. Throws where there is none, or where it is empty. */
export function sectionOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => /^\[?([^\]\s]+)/.exec(text)?.[1] === version);
  const text = section?.slice(section.indexOf('\n')).trim();
  if (text) return text;
  throw new Error(`CHANGELOG.md says nothing of ${version}`);
}

if (import.meta.main) {
  const changelog = readFileSync(join(import.meta.dirname, '../../CHANGELOG.md'), 'utf8');
  console.log(sectionOf(changelog, process.argv[2] ?? ''));
}

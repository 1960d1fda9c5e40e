import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { bundle } from './bundle.ts';

/** As the chart's Pods run. */
export const USER_ID = 65532;
export const NODE = '/usr/bin/node';
export const COMMAND = '/app/build/cli/tapdb.js';

/** Fills the folder with all that the operator needs to run, and nothing else: no shell, no package manager. */
export async function makeRootFolder(root: string, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const put = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    chmodSync(join(folder, path), 0o644);
  };
  const copy = (from: string, path: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(realpathSync(from), join(folder, path));
    chmodSync(join(folder, path), 0o755);
  };
  const { code, licences } = await bundle(root);
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  put(COMMAND, code);
  put('/app/package.json', `${JSON.stringify({ name, version, license, type: 'module' })}\n`);
  put('/app/LICENSE', readFileSync(join(root, 'LICENSE'), 'utf8'));
  put('/app/THIRD-PARTY-LICENSES', `${licences}\n${licencesOfNode()}`);
  // `tapdb doctor` compares the installed kinds with these.
  cpSync(join(root, 'crds'), join(folder, 'app/crds'), { recursive: true });

  copy(process.execPath, NODE);
  for (const library of librariesOf(process.execPath)) copy(library, library);
  put('/etc/passwd', `root:x:0:0:root:/:/sbin/nologin\nnonroot:x:${USER_ID}:${USER_ID}:nonroot:/:/sbin/nologin\n`);
  put('/etc/group', `root:x:0:\nnonroot:x:${USER_ID}:\n`);
  put('/etc/nsswitch.conf', 'hosts: files dns\n');
  put('/etc/ssl/certs/ca-certificates.crt', `${rootCertificates.join('\n')}\n`);
}

/** The files that the loader would open for a program, the loader itself among them; by the names it opens them with. */
function librariesOf(program: string): readonly string[] {
  const lines = execFileSync('ldd', [program], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}

/** Of Node and of the C library that it is linked to, where this system keeps them. */
function licencesOfNode(): string {
  const known = ['/usr/local/LICENSE', '/usr/share/doc/libc6/copyright', '/usr/share/doc/libstdc++6/copyright'];
  const texts = known.filter(existsSync).map((file) => readFileSync(file, 'utf8').trim());
  return [
    `Node.js ${process.version}: https://github.com/nodejs/node/blob/${process.version}/LICENSE`,
    ...texts,
    '',
  ].join('\n\n');
}

// So that `npx tapdb` in this project starts what was built: npm links the commands of dependencies only, and would else install
// the project into its cache first, at the first call, with another build.
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const programs = join(import.meta.dirname, '../../node_modules/.bin');
if (existsSync(programs)) {
  for (const name of ['tapdb', 'kubectl-tapdb']) {
    rmSync(join(programs, name), { force: true });
    symlinkSync('../../build/cli/tapdb.js', join(programs, name));
  }
}

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Account, AccountDump } from './aws/account.js';

export interface StateFile {
  /** Takes up what an earlier life has left. */
  read(): void;
  /** Written whole and put in place at once, where something has changed. */
  write(): void;
}

export function createStateFile(path: string | undefined, account: Account): StateFile {
  let written = '';
  return {
    read() {
      if (path !== undefined && existsSync(path)) account.load(JSON.parse(readFileSync(path, 'utf8')) as AccountDump);
    },
    write() {
      if (path === undefined) return;
      const text = `${JSON.stringify(account.dump(), null, 2)}\n`;
      if (text === written) return;
      writeFileSync(`${path}.new`, text, { mode: 0o600 });
      renameSync(`${path}.new`, path);
      written = text;
    },
  };
}

import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readAuditLog } from '../../../src/sandbox/audit-log.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import { isOperator } from '../../bench/audit.js';

/** What the operator of one cluster used of its rights, and what it was denied; as `<verb> <group>/<resource>`. */
export interface Rights {
  readonly used: readonly string[];
  readonly forbidden: readonly string[];
}

/** Notes in reports/rights what the operator asked for, for the judgement over all clusters after the last test. */
export async function noteRights({ auditLog, directory }: Sandbox): Promise<void> {
  if (auditLog === undefined) return;
  const used = new Set<string>();
  const forbidden = new Set<string>();
  for (const event of (await readAuditLog(auditLog)).filter(isOperator)) {
    const { resource, subresource, apiGroup = '' } = event.objectRef ?? {};
    if (resource === undefined) continue;
    const right = `${event.verb} ${apiGroup}/${resource}${subresource === undefined ? '' : `/${subresource}`}`;
    // Admission refuses with the same code; only this is the word of RBAC.
    if (event.annotations?.['authorization.k8s.io/decision'] === 'forbid')
      forbidden.add(`${right} (${event.requestURI})`);
    else used.add(right);
    // What is applied and was not there needs the right to create it.
    if (event.verb === 'patch' && event.responseStatus?.code === 201) used.add(right.replace('patch', 'create'));
  }
  const folder = join(import.meta.dirname, '../../../reports/rights');
  await mkdir(folder, { recursive: true });
  const rights: Rights = { used: [...used].toSorted(), forbidden: [...forbidden].toSorted() };
  await writeFile(join(folder, `${basename(directory)}.json`), JSON.stringify(rights));
}

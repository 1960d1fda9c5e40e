import type { TapCompositionRevision } from '../api/generated/tapcompositionrevision.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { BUILT_IN_COMPOSITION, isBuiltIn } from '../api/identity.js';
import { qualifiedName, TAP_COMPOSITION_REVISIONS } from '../api/kinds.js';
import type { ApiClient } from '../kube/api-client.js';
import { objectPath } from '../kube/resource-path.js';
import { ApiError } from '../reconcile/cluster.js';
import { withDefaults } from '../revisions/with-defaults.js';

interface Live {
  /** With the defaults of the revision that it is on. */
  readonly database: TapDatabase;
  readonly blueprint: string;
}

const toStderr = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/**
 * A database as the operator sees it: what its spec leaves open, the revision that it is on may say. Where that cannot be
 * read, the defaults of the operator stand there, which is said.
 */
export async function withLiveDefaults(
  database: TapDatabase,
  api: Pick<ApiClient, 'request'>,
  say: (line: string) => void = toStderr,
): Promise<Live> {
  const { name = BUILT_IN_COMPOSITION, revision } = database.status?.composition ?? {};
  const raw = { database, blueprint: isBuiltIn(name) ? name : BUILT_IN_COMPOSITION };
  if (revision === undefined) return raw;
  try {
    const path = objectPath(TAP_COMPOSITION_REVISIONS, '', revision);
    const kind = qualifiedName(TAP_COMPOSITION_REVISIONS);
    const { spec } = (await api.request({ verb: 'get', kind, object: revision, path })) as TapCompositionRevision;
    return { database: withDefaults(database, spec.template), blueprint: spec.template.blueprint };
  } catch (error) {
    if (!(error instanceof ApiError && [403, 404].includes(error.code))) throw error;
    say(`what revision ${revision} lays under the spec is not known, and not shown: ${error.message}`);
    return raw;
  }
}

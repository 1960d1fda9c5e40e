import { apiVersionOf, SECRETS, WATCHED_KINDS } from '../../../src/api/kinds.js';
import type { KubeObject } from '../../../src/api/object.js';
import { LABEL_DATABASE } from '../../../src/api/words.js';
import type { WatchEvent } from '../../../src/sandbox/api-client.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';

/** What happened to one object, and when by the revision of etcd, in which all kinds share one order. */
export interface Recorded {
  readonly type: WatchEvent['type'];
  readonly revision: number;
  readonly object: KubeObject;
}

export interface Recorder {
  /** Everything that happened to the children so far, in order. */
  events(): readonly Recorded[];
  stop(): Promise<void>;
}

/** Writes down whatever happens to the children of all databases of a namespace, Secrets too. */
export async function startRecorder({ admin }: Pick<Sandbox, 'admin'>, namespace: string): Promise<Recorder> {
  const recorded: Recorded[] = [];
  const stopped = new AbortController();
  const follow = async (apiVersion: string, kind: string): Promise<void> => {
    const options = { namespace, labelSelector: LABEL_DATABASE, signal: stopped.signal };
    try {
      for await (const { type, object } of admin.watch(apiVersion, kind, options)) {
        if (type === 'BOOKMARK' || type === 'ERROR') continue;
        recorded.push({ type, revision: Number(object.metadata.resourceVersion), object });
      }
    } catch (error) {
      if (!stopped.signal.aborted) throw error;
    }
  };
  const watches = [...WATCHED_KINDS, SECRETS].map((kind) => follow(apiVersionOf(kind), kind.kind));
  return {
    events: () => recorded.toSorted((a, b) => a.revision - b.revision),
    async stop() {
      stopped.abort();
      await Promise.all(watches);
    },
  };
}

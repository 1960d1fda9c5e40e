import type { KubeObject } from '../../../src/api/object.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';

/** An Event about a TapDatabase, as `kubectl get events` shows it. */
export interface ToldEvent extends KubeObject {
  readonly reason: string;
  readonly note: string;
  readonly series?: { readonly count: number };
}

/** What was told about the databases of a namespace for that reason, the sentences alone. */
export async function eventsOf(
  { admin }: Pick<Sandbox, 'admin'>,
  namespace: string,
  reason: string,
): Promise<readonly string[]> {
  const events = (await admin.list('events.k8s.io/v1', 'Event', { namespace })) as readonly ToldEvent[];
  return events.filter((event) => event.reason === reason).map(({ note }) => note);
}

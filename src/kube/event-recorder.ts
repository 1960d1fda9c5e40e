import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import { FIELD_MANAGER, GROUP } from '../api/words.js';
import { ApiError, type EventRecord } from '../reconcile/cluster.js';
import type { ApiClient } from './api-client.js';

const EVENTS = '/apis/events.k8s.io/v1/namespaces';
/** What the API server takes: `note` of events.k8s.io/v1. */
const MAX_NOTE_BYTES = 1024;

interface Event extends KubeObject {
  readonly series?: { readonly count: number };
}

/**
 * Writes an Event about a TapDatabase. The name of the Event is made of what it says, so that a recurring one is one
 * object with a growing count, also across restarts; when it has expired, a recurrence makes it anew.
 */
export async function recordEvent(api: ApiClient, database: TapDatabase, record: EventRecord): Promise<void> {
  const { namespace = '', name, uid = '' } = database.metadata;
  const digest = createHash('sha256').update(JSON.stringify([uid, record.type, record.reason, record.message]));
  const eventName = `${name}.${digest.digest('hex').slice(0, 16)}`;
  const collection = `${EVENTS}/${namespace}/events`;
  const about = { kind: 'Event.events.k8s.io', object: `${namespace}/${eventName}` };
  // MicroTime: the API server wants six digits.
  const time = api.clock.now().toISOString().replace('Z', '000Z');
  const event = {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: eventName, namespace },
    eventTime: time,
    type: record.type,
    reason: record.reason,
    action: 'Reconcile',
    note: shorten(record.message),
    regarding: { apiVersion: database.apiVersion, kind: database.kind, namespace, name, uid },
    reportingController: `${GROUP}/${FIELD_MANAGER}`,
    reportingInstance: hostname().slice(0, 128),
  };
  try {
    await api.request({ verb: 'create', ...about, path: collection, body: event });
  } catch (error) {
    if (!(error instanceof ApiError && error.reason === 'AlreadyExists')) throw error;
    const path = `${collection}/${eventName}`;
    const known = (await api.request({ verb: 'get', ...about, path })) as Event;
    const series = { count: (known.series?.count ?? 1) + 1, lastObservedTime: time };
    await api.request({ verb: 'patch', ...about, path, body: { series } });
  }
}

/** Cuts at a whole character. */
function shorten(message: string): string {
  if (Buffer.byteLength(message) <= MAX_NOTE_BYTES) return message;
  return `${new TextDecoder().decode(Buffer.from(message).subarray(0, MAX_NOTE_BYTES - 6)).replace(/\uFFFD$/, '')}…`;
}

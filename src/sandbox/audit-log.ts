import { readFile } from 'node:fs/promises';
import { stringify } from 'yaml';

/** Every request once, when it is answered, without bodies: no Secret ends in a log. */
export const AUDIT_POLICY = stringify({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived', 'ResponseStarted', 'Panic'],
  omitManagedFields: true,
  rules: [{ level: 'Metadata' }],
});

/** The fields of audit.k8s.io/v1 Event that counts and timings need. */
export interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string };
  readonly userAgent?: string;
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly apiGroup?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number };
  /** What authorization and admission said, e.g. `authorization.k8s.io/decision`. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** RFC 3339 with microseconds. */
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
}

/** What was answered so far, in the order of the answers. */
export async function readAuditLog(file: string): Promise<readonly AuditEvent[]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  // The last piece is empty, or a line still being written.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as AuditEvent);
}

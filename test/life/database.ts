import type { KubeObject } from '../../src/api/object.js';
import { API_VERSION, KIND } from '../../src/api/words.js';

/** Everything that changes in a life, and little else, so that the life is short. */
export const DATABASE: KubeObject = {
  apiVersion: API_VERSION,
  kind: KIND,
  metadata: { namespace: 'shop', name: 'tap' },
  spec: {
    region: 'us-east-2',
    postgres: { version: '17.5' },
    instance: { class: 'db.m5.large', multiAZ: true, storage: { size: '100Gi', maxSize: '500Gi' } },
    replicas: { count: 1 },
    network: { natGateways: 0 },
    bastion: { enabled: false },
    backup: { bucket: { enabled: false } },
    maintenance: { window: 'sun:04:00-sun:06:00' },
  },
};

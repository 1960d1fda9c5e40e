import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { testControlEndpoint } from './sections/control-endpoint.js';
import { testDeletion } from './sections/deletion.js';
import { testExistingObjects } from './sections/existing-objects.js';
import { testFaults } from './sections/faults.js';
import { testIdentityAndAccess } from './sections/identity-and-access.js';
import { testInstances } from './sections/instances.js';
import { testNetwork } from './sections/network.js';
import { testReconcileLoop } from './sections/reconcile-loop.js';
import { testReferences } from './sections/references.js';
import { testRegion } from './sections/region.js';
import { testSecretsLogsAlarmsTopics } from './sections/secrets-logs-alarms-topics.js';
import { testSecurityGroups } from './sections/security-groups.js';
import { testStorage } from './sections/storage.js';
import { testTriedOnRealControllers } from './sections/tried-on-real-controllers.js';
import { testWriting } from './sections/writing.js';
import { type AckCluster, startAckCluster } from './support/ack-cluster.js';

jest.setTimeout(60_000);

let cluster: AckCluster;
beforeAll(async () => {
  cluster = await startAckCluster();
}, 180_000);
afterAll(() => cluster.stop(), 60_000);

// One control plane for all: numbers are the guide's sections.
describe('the stand-in for ACK', () => {
  const get = (): AckCluster => cluster;
  // First, since some of it concerns every object there is.
  testControlEndpoint(get);
  testFaults(get);
  testReconcileLoop(get);
  testWriting(get);
  testReferences(get);
  testDeletion(get);
  testExistingObjects(get);
  testRegion(get);
  testNetwork(get);
  testSecurityGroups(get);
  testIdentityAndAccess(get);
  testStorage(get);
  testInstances(get);
  testSecretsLogsAlarmsTopics(get);
  testTriedOnRealControllers(get);
});

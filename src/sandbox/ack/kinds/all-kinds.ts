import type { Kind } from '../runtime/kind.js';
import { alias } from './alias.js';
import { bucket } from './bucket.js';
import { dbInstance } from './db-instance.js';
import { dbParameterGroup } from './db-parameter-group.js';
import { dbSnapshot } from './db-snapshot.js';
import { dbSubnetGroup } from './db-subnet-group.js';
import { elasticIPAddress } from './elastic-ip-address.js';
import { instance } from './instance.js';
import { instanceProfile } from './instance-profile.js';
import { internetGateway } from './internet-gateway.js';
import { key } from './key.js';
import { logGroup } from './log-group.js';
import { metricAlarm } from './metric-alarm.js';
import { natGateway } from './nat-gateway.js';
import { role } from './role.js';
import { routeTable } from './route-table.js';
import { secret } from './secret.js';
import { securityGroup } from './security-group.js';
import { subnet } from './subnet.js';
import { subscription } from './subscription.js';
import { topic } from './topic.js';
import { vpc } from './vpc.js';

/** Every kind that the stand-in acts on, each by its own worker. */
export const ALL_KINDS = [
  vpc,
  internetGateway,
  elasticIPAddress,
  natGateway,
  routeTable,
  subnet,
  securityGroup,
  instance,
  key,
  alias,
  bucket,
  role,
  instanceProfile,
  dbSubnetGroup,
  dbParameterGroup,
  dbInstance,
  dbSnapshot,
  logGroup,
  metricAlarm,
  secret,
  topic,
  subscription,
] as readonly unknown[] as readonly Kind[];

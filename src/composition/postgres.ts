import { Construct } from 'constructs';
import type { ChildRef } from '../api/child.js';
import type { DatabaseChart } from './database-chart.js';

/** The parameter group; one for each major version, so that an upgrade has both. */
export class Postgres extends Construct {
  readonly parameterGroup: ChildRef;

  constructor(chart: DatabaseChart) {
    super(chart, 'postgres');
    const { name, postgres } = chart.spec;
    const [major] = postgres.version.split('.') as [string];
    const family = `postgres${major}`;
    this.parameterGroup = chart.addAck(this, 'DBParameterGroup', `${name}-${family}`, () => ({
      name: chart.awsName(family),
      family,
      description: `Parameters of the database ${name}`,
      parameterOverrides: postgres.parameters,
    }));
  }
}

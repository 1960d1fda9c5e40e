import { isDeepStrictEqual } from 'node:util';
import { arnOf } from '../aws/identifiers.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import { sameSet } from '../runtime/differences.js';
import { AwsError } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { copy, type Fields, type Resource } from '../runtime/resource.js';
import { populateName, setMetadata, tagsToSend } from './mapping.js';

type Spec = Fields & { name?: string };

const recordOf = ({ account, region }: Call, { spec }: Resource<Spec>): Records['alarm'] =>
  found(account.find('alarm', spec.name ?? '', region));

const COMPARISONS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
];
const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];
const MISSING_DATA = ['breaching', 'notBreaching', 'ignore', 'missing'];

/** PutMetricAlarm takes the whole alarm, each time. */
function settingsOf(spec: Spec): Fields {
  const { name: _, tags: __, ...settings } = copy(spec);
  const refuse = (message: string): never => {
    throw new AwsError('ValidationError', message);
  };
  const { comparisonOperator, statistic, period, evaluationPeriods, datapointsToAlarm, treatMissingData } = settings;
  if (!COMPARISONS.includes(String(comparisonOperator))) refuse(`Invalid comparisonOperator: ${comparisonOperator}`);
  if (statistic !== undefined && !STATISTICS.includes(String(statistic))) refuse(`Invalid statistic: ${statistic}`);
  if (![10, 20, 30].includes(Number(period)) && !(Number(period) > 0 && Number(period) % 60 === 0))
    refuse(`Period must be 10, 20, 30 or a multiple of 60, not ${period}`);
  if (!(Number(evaluationPeriods) >= 1)) refuse('EvaluationPeriods must be at least 1');
  if (datapointsToAlarm !== undefined && Number(datapointsToAlarm) > Number(evaluationPeriods))
    refuse('DatapointsToAlarm must not exceed EvaluationPeriods');
  if (Number(period) * Number(evaluationPeriods) > 604_800)
    refuse('Metrics cannot be checked across more than seven days');
  if (treatMissingData !== undefined && !MISSING_DATA.includes(String(treatMissingData)))
    refuse(`Invalid treatMissingData: ${treatMissingData}`);
  for (const field of ['alarmActions', 'oKActions', 'insufficientDataActions']) {
    for (const action of (settings[field] ?? []) as string[]) {
      if (!action.startsWith('arn:')) refuse(`Invalid action: ${action} is no ARN`);
    }
  }
  return { treatMissingData: 'missing', ...settings, actionsEnabled: settings['actionsEnabled'] ?? true };
}

export const metricAlarm: Kind<Spec> = {
  service: 'cloudwatch',
  kind: 'MetricAlarm',
  // Tags are neither read nor sent after create.
  notCompared: ['tags'],
  comparisons: {
    alarmActions: sameSet,
    oKActions: sameSet,
    insufficientDataActions: sameSet,
    dimensions: (a, b) => isDeepStrictEqual(a, b),
  },
  find(call, resource) {
    const alarm = recordOf(call, resource);
    const { name, tags } = resource.spec;
    resource.spec = {
      ...copy(alarm.settings),
      ...(name === undefined ? {} : { name }),
      ...(tags === undefined ? {} : { tags }),
    };
    setMetadata(call, resource.status, alarm.arn);
    return resource;
  },
  create(call, desired) {
    const { account, region, token } = call;
    const id = desired.spec.name ?? '';
    const settings = settingsOf(desired.spec);
    const arn = arnOf('cloudwatch', region, `alarm:${id}`);
    const alarm = account.insert('alarm', { id, arn, region, madeBy: token, settings });
    alarm.tags = tagsToSend(call, desired.spec['tags']);
    setMetadata(call, desired.status, arn);
    return desired;
  },
  update(call, desired, latest) {
    recordOf(call, latest).settings = settingsOf(desired.spec);
    desired.status = latest.status;
    return desired;
  },
  delete: (call, resource) => call.account.remove('alarm', recordOf(call, resource).id, call.region),
  populate: populateName,
};

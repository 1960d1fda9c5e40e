import { expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { problemsOf } from './support/database.js';

type Monitoring = NonNullable<TapDatabaseSpec['monitoring']>;

const monitoringProblems = (monitoring: Monitoring): readonly string[] =>
  problemsOf({ monitoring })
    .filter(({ reason }) => reason === 'InvalidSpec')
    .map(
      ({ field, value, message, remedy }) =>
        `${field.replace('spec.monitoring.', '')} ${JSON.stringify(value)}: ${message}; ${remedy}`,
    );

test.each([
  {},
  { performanceInsights: { retentionDays: 7 } },
  { performanceInsights: { enabled: false } },
  { databaseInsights: 'Advanced' },
  { databaseInsights: 'Advanced', performanceInsights: { retentionDays: 465 } },
  { databaseInsights: 'Advanced', performanceInsights: { retentionDays: 731 } },
  { alarms: { notify: { emails: ['dba@example.com'] } } },
] as const)('%j is fine', (monitoring) => {
  expect(monitoringProblems(monitoring)).toEqual([]);
});

test.each([
  [
    { performanceInsights: { retentionDays: 8 } },
    'performanceInsights.retentionDays 8: is not a time that RDS keeps them; write 7, 731 or a multiple of 31',
  ],
  [
    { performanceInsights: { retentionDays: 465 } },
    'performanceInsights.retentionDays 465: is not what standard mode keeps; write 7, or set spec.monitoring.databaseInsights to Advanced',
  ],
  [
    { databaseInsights: 'Advanced', performanceInsights: { retentionDays: 7 } },
    'performanceInsights.retentionDays 7: is too short for Database Insights in advanced mode; write 465 or more',
  ],
  [
    { databaseInsights: 'Advanced', performanceInsights: { retentionDays: 434 } },
    'performanceInsights.retentionDays 434: is too short for Database Insights in advanced mode; write 465 or more',
  ],
  [
    { databaseInsights: 'Advanced', performanceInsights: { enabled: false } },
    'databaseInsights "Advanced": is made on Performance Insights, which is off; set spec.monitoring.performanceInsights.enabled to true, or databaseInsights to Standard',
  ],
  [
    { alarms: { notify: {} } },
    'alarms.notify {}: has to name either a topic or mail addresses; set one of topicARN and emails, or remove notify',
  ],
  [
    {
      alarms: { notify: { topicARN: 'arn:aws:sns:us-east-2:111122223333:a', emails: ['dba@example.com'] } },
    },
    'alarms.notify {"topicARN":"arn:aws:sns:us-east-2:111122223333:a","emails":["dba@example.com"]}: has to name either a topic or mail addresses; set one of topicARN and emails, or remove notify',
  ],
] as const)('%j is refused', (monitoring, problem) => {
  expect(monitoringProblems(monitoring)).toEqual([problem]);
});

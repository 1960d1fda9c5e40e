import type { TapDatabaseSpec } from './generated/tapdatabase.js';
import { invalid, type Problem } from './problem.js';
import type { ResolvedSpec } from './resolved-spec.js';

/** The shortest retention of Performance Insights with Database Insights in advanced mode, days. */
const ADVANCED_FROM = 465;

export function checkMonitoring(spec: TapDatabaseSpec, { monitoring }: ResolvedSpec): readonly Problem[] {
  const { performanceInsights, databaseInsights } = monitoring;
  const { retentionDays, enabled } = performanceInsights;
  const problems: Problem[] = [];
  const retentionIs = (message: string, remedy: string): number =>
    problems.push(invalid('spec.monitoring.performanceInsights.retentionDays', retentionDays, message, remedy));

  // Source: CreateDBInstance, PerformanceInsightsRetentionPeriod: 7, months of 31 days, 731.
  if (retentionDays !== 7 && retentionDays !== 731 && retentionDays % 31 !== 0)
    retentionIs('is not a time that RDS keeps them', 'write 7, 731 or a multiple of 31');
  else if (databaseInsights === 'Advanced' && retentionDays < ADVANCED_FROM)
    retentionIs(`is too short for Database Insights in advanced mode`, `write ${ADVANCED_FROM} or more`);
  else if (databaseInsights === 'Standard' && retentionDays !== 7)
    retentionIs('is not what standard mode keeps', 'write 7, or set spec.monitoring.databaseInsights to Advanced');

  if (databaseInsights === 'Advanced' && !enabled)
    problems.push(
      invalid(
        'spec.monitoring.databaseInsights',
        databaseInsights,
        'is made on Performance Insights, which is off',
        'set spec.monitoring.performanceInsights.enabled to true, or databaseInsights to Standard',
      ),
    );

  const notify = spec.monitoring?.alarms?.notify;
  if (notify !== undefined && (notify.topicARN === undefined) === (notify.emails === undefined))
    problems.push(
      invalid(
        'spec.monitoring.alarms.notify',
        notify,
        'has to name either a topic or mail addresses',
        'set one of topicARN and emails, or remove notify',
      ),
    );
  return problems;
}

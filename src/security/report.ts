import type { KubeObject } from '../api/object.js';
import type { Check, Control } from './control.js';
import { EC2_CONTROLS } from './ec2-controls.js';
import { KMS_CONTROLS } from './kms-controls.js';
import { RDS_CONTROLS } from './rds-controls.js';
import { S3_CONTROLS } from './s3-controls.js';

export const CONTROLS: readonly Control[] = [...RDS_CONTROLS, ...S3_CONTROLS, ...EC2_CONTROLS, ...KMS_CONTROLS];

/** A control, and how what was composed stands to it. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly cis?: string;
  readonly state: 'Met' | 'NotMet' | 'NotApplicable';
  /** Where it is not met or does not apply: the objects, what is wrong with them, and why it stays so. */
  readonly why?: string;
}

/**
 * How a database's children stand to the controls of AWS Foundational Security Best Practices (v1.0.0) and of the CIS AWS
 * Foundations Benchmark (v3.0.0) for RDS, S3, EC2 and KMS, one row a control. The children as composed or as they are live.
 */
export const securityReport = (children: readonly KubeObject[]): readonly Row[] =>
  CONTROLS.map((control) => {
    const { id, title, cis } = control;
    const verdict = 'state' in control ? { state: control.state, why: control.why } : judge(control, children);
    return { id, title, ...(cis === undefined ? {} : { cis }), ...verdict };
  });

function judge(check: Check, children: readonly KubeObject[]): Pick<Row, 'state' | 'why'> {
  const { kind, where = () => true, fault, because } = check;
  const subjects = children.filter((child) => child.kind === kind && isOfAws(child) && where(child));
  if (subjects.length === 0) return { state: 'NotApplicable', why: `no ${kind} that it is about is composed` };
  const names = new Map<string, string[]>();
  for (const subject of subjects) {
    const found = fault(subject, children);
    if (found !== undefined) names.set(found, [...(names.get(found) ?? []), subject.metadata.name]);
  }
  if (names.size === 0) return { state: 'Met' };
  const faults = [...names].map(([found, of]) => `${kind} ${of.join(', ')}: ${found}`);
  return { state: 'NotMet', why: [...faults, ...(because === undefined ? [] : [because])].join('; ') };
}

const isOfAws = ({ apiVersion }: KubeObject): boolean => apiVersion.includes('.services.k8s.aws/');

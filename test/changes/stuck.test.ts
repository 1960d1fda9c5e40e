import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { withRemedy } from '../../src/changes/remedies.js';
import { standingOfDeleted } from '../../src/changes/stuck.js';
import { ack, condition, core, deleting, NOW, SECONDS, synced } from './support.js';

const group = ack('SecurityGroup', 'g');
const told = (type: string, message: string): KubeObject =>
  deleting(synced(group, { conditions: [condition(type, 'True', { message })] as never }));

describe('an object that is being deleted and is still there', () => {
  test('says what AWS refuses, and what to do about it', () => {
    expect(
      standingOfDeleted(told('ACK.Recoverable', 'DependencyViolation: resource sg-1 has a dependent object.'), NOW),
    ).toEqual({
      reason: 'ACKRecoverable',
      message:
        'DependencyViolation: resource sg-1 has a dependent object. Something in AWS still uses it. What was made here goes by ' +
        'itself; what was not, find and remove in AWS. ACK tries again by itself',
    });
    expect(standingOfDeleted(told('ACK.Recoverable', 'Throttling'), NOW).message).toBe('Throttling');
    expect(standingOfDeleted(told('ACK.Terminal', 'InvalidParameter'), NOW).message).toBe(
      'InvalidParameter. ACK has stopped trying: mend it in AWS and restart its controller, or set spec.deletionPolicy to ' +
        'Retain, which lets the objects go and leaves AWS as it is',
    );
  });

  test('says whose finalizer it waits for', () => {
    const finalizers = ['finalizers.ec2.services.k8s.aws/SecurityGroup', 'of.another/backup'];
    const held = { ...deleting(group), metadata: { ...deleting(group).metadata, finalizers } };
    expect(standingOfDeleted(held, NOW)).toEqual({
      reason: 'Deleting',
      message: 'it waits for the finalizer of.another/backup of another program',
    });
  });

  test('says after three minutes that no controller acts', () => {
    expect(standingOfDeleted(deleting(group), SECONDS(119))).toEqual({ reason: 'Deleting', message: 'being deleted' });
    expect(standingOfDeleted(deleting(group), SECONDS(120))).toEqual({
      reason: 'NotReconciled',
      message:
        'no ACK controller acts on its deletion: is the controller of ec2.services.k8s.aws running and watching this ' +
        'namespace? Its log tells',
    });
    expect(standingOfDeleted(deleting(core('Service', 's')), SECONDS(999)).reason).toBe('Deleting');
    expect(standingOfDeleted(group, NOW).reason).not.toBe('NotReconciled');
  });
});

describe('what a person can do', () => {
  test('about a name that Secrets Manager still blocks', () => {
    const secret = ack('SecretsManagerSecret', 's', { name: 'tap-db-credentials-dev' });
    const says = 'a secret with this name is already scheduled for deletion.';
    expect(withRemedy(says, secret)).toBe(
      'a secret with this name is already scheduled for deletion. Take it back: aws secretsmanager restore-secret --secret-id ' +
        'tap-db-credentials-dev --region <region>; it is then adopted by itself, and gets the value of today',
    );
    const annotations = { 'services.k8s.aws/region': 'us-east-2' };
    expect(withRemedy(says, { ...secret, metadata: { ...secret.metadata, annotations } })).toContain(
      '--region us-east-2;',
    );
  });

  test('about rights; and nothing where that is not known', () => {
    expect(withRemedy('AccessDenied: no', group)).toBe(
      'AccessDenied: no. Give the role of ACK that right; ACK tries again by itself',
    );
    expect(withRemedy('anything else.', group)).toBe('anything else.');
  });
});

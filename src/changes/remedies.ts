import { groupOf } from '../api/kinds.js';
import type { KubeObject } from '../api/object.js';
import { ACK_ADOPTION_POLICY, ACK_REGION } from '../api/words.js';

/** By the words of RT runtime/reconciler.go failOnResourceUnmanaged. */
const adopt = ({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): string =>
  'Nothing proves that what is there in AWS is ours, so it is not touched. If you know that it is, and nobody else uses ' +
  `it: kubectl annotate ${kind.toLowerCase()}.${groupOf(apiVersion)} ${name} -n ${namespace} ` +
  `${ACK_ADOPTION_POLICY}=adopt-or-create; else delete it in AWS, or give the TapDatabase another name`;

/** What a person can do about what ACK reports of an object, by AWS's words. */
const REMEDIES: readonly { readonly says: RegExp; readonly remedy: (object: KubeObject) => string }[] = [
  {
    says: /already scheduled for deletion/,
    remedy: ({ metadata, spec }) =>
      `Take it back: aws secretsmanager restore-secret --secret-id ${String(spec?.['name'])} --region ` +
      `${metadata.annotations?.[ACK_REGION] ?? '<region>'}; it is then adopted by itself, and gets the value of today`,
  },
  { says: /^Resource already exists/, remedy: adopt },
  {
    says: /DependencyViolation|has dependencies|DeleteConflict|in use|InvalidDBSubnetGroupState/i,
    remedy: () =>
      'Something in AWS still uses it. What was made here goes by itself; what was not, find and remove in AWS. ACK tries again by itself',
  },
  {
    says: /AccessDenied|UnauthorizedOperation|not authorized/,
    remedy: () => 'Give the role of ACK that right; ACK tries again by itself',
  },
];

/** ACK's message with what to do about it, where that is known. */
export function withRemedy(message: string, object: KubeObject): string {
  const known = REMEDIES.find(({ says }) => says.test(message));
  return known === undefined ? message : `${message.replace(/\.$/, '')}. ${known.remedy(object)}`;
}

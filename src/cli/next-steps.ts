import type { StalledReason } from '../api/conditions.js';
import type { ObjectKey } from '../api/object.js';

/** For the on-call: what to do next about each reason for which nothing moves until a person acts. */
const STEPS: Readonly<Record<StalledReason, (database: string, key: ObjectKey) => string>> = {
  InvalidSpec: (database) =>
    `kubectl edit ${database}, and write what is said above; tapdb validate FILE checks it before it is applied`,
  ReferenceNotAllowed: () =>
    'have an administrator add what is said above to allowedReferences in the values of the chart, or remove the reference',
  IdentityChanged: (database) => `kubectl edit ${database}, and put the field back to what it was`,
  NameConflict: () => 'give this one another name or environment; or delete the other, if nobody needs it',
  ChildTerminal: (database) =>
    `mend what AWS complains of; ACK tries again when the spec of that object changes: kubectl edit ${database}`,
  ChildRefused: (database) => `kubectl edit ${database}: the API server refuses what is composed from it`,
  ChildNotOwned: () => 'delete or rename the object that stands in the way, if nobody needs it',
  ChildDeleted: (_database, { name }) =>
    `bring the object back from a backup, or delete ${name} and restore it from its last snapshot`,
  PlacementChanged: (_database, { namespace }) =>
    `kubectl annotate namespace ${namespace} --overwrite services.k8s.aws/owner-account-id=<the account above>, or give the ACK controllers their role back`,
  GrowthTooSmall: (database) => `kubectl edit ${database}, and write a size as is said above`,
  NoLongerReplica: () => 'look what is in it; delete it by the two commands above only if nobody needs that',
  DeletionProtected: (database, { name }) =>
    `kubectl annotate ${database} tapstack.io/allow-deletion=${name} to let it go`,
  NamespaceTerminating: () => 'run the two commands above: nothing can be made in a namespace that is being deleted',
  CompositionNotFound: () => 'create the TapComposition, or name another in spec.compositionRef',
  CompositionInvalid: () => 'kubectl describe tapcomposition says what is wrong with it, in its condition Valid',
  RevisionNotFound: (database) => `kubectl edit ${database}, and name a revision that is there, or none`,
  BlueprintUnknown: () => 'upgrade the operator',
  ConstraintViolated: (database) =>
    `kubectl edit ${database}, and write what is said above: its TapComposition asks for it`,
  PatchRefused: () => 'have the platform team mend the TapComposition',
  KindMissing: () => 'install the ACK controller that is named above; it is picked up at once',
};

/** Undefined where the reason is none of a stalled database. */
export function nextStep(reason: string, key: ObjectKey): string | undefined {
  return STEPS[reason as StalledReason]?.(`tapdatabase ${key.name} -n ${key.namespace}`, key);
}

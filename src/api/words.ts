/** The names on objects that users, tests and policies rely on. */
export const GROUP = 'tapstack.io';
export const API_VERSION = 'tapstack.io/v1alpha1';
export const KIND = 'TapDatabase';
export const FIELD_MANAGER = 'tapdb-operator';

/** On a TapDatabase: its children are torn down before it goes. */
export const FINALIZER = 'tapstack.io/teardown';

/** On a child: the name of its TapDatabase (same namespace). The guard policies select by it. */
export const LABEL_DATABASE = 'tapstack.io/database';
/** On a child: the part of the stack, e.g. `network`. */
export const LABEL_COMPONENT = 'tapstack.io/component';
/** On a DBInstance, its log groups and alarms: `primary` or `replica-<i>`. */
export const LABEL_INSTANCE = 'tapstack.io/instance';
/** On a snapshot that a person asked for, which is no child: the name of the TapDatabase (same namespace). */
export const LABEL_SNAPSHOT_OF = 'tapstack.io/snapshot-of';
/** On a TapCompositionRevision: the name of its TapComposition. */
export const LABEL_COMPOSITION = 'tapstack.io/composition';

/** On a TapComposition: databases that name none are created with it. */
export const ANNOTATION_DEFAULT = 'tapstack.io/default';
/** On a child that tells its database's identity: the TapCompositionRevision that the database is on. */
export const ANNOTATION_REVISION = 'tapstack.io/composition-revision';
/** On a child: hash of what was applied last, so that a field that is no longer declared is seen. */
export const ANNOTATION_APPLIED = 'tapstack.io/applied-hash';
/** On a child: when its spec was written last (RFC 3339, whole seconds): conditions stamped later speak of that spec. */
export const ANNOTATION_APPLIED_AT = 'tapstack.io/spec-applied-at';
/** On a child: lets somebody else than the operator delete it. */
export const ANNOTATION_ALLOW_DELETION = 'tapstack.io/allow-deletion';
/** On the connection Secret: which Secret `<name>-credentials-<n>` its password is from. */
export const ANNOTATION_CREDENTIALS = 'tapstack.io/credentials';
/** On a Secret `<name>-credentials-<n>`: the value of `credentials.rotation` that it was made for. */
export const ANNOTATION_ROTATION = 'tapstack.io/rotation';
/** On the same: when its password was made, by the calendar (RFC 3339, whole seconds). */
export const ANNOTATION_ROTATED_AT = 'tapstack.io/rotated-at';
/** On a TapDatabase. */
export const ANNOTATION_PAUSED = 'tapstack.io/paused';
/** On a TapDatabase: ids of held changes, or of the set of them, with commas: they are made now. */
export const ANNOTATION_APPROVE = 'tapstack.io/approve';

/** ACK's annotations. Source: aws-controllers-k8s/runtime apis/core/v1alpha1/annotations.go. */
export const ACK_REGION = 'services.k8s.aws/region';
export const ACK_DELETION_POLICY = 'services.k8s.aws/deletion-policy';
export const ACK_ADOPTION_POLICY = 'services.k8s.aws/adoption-policy';
/** A JSON object of strings: what AWS knows the resource by. */
export const ACK_ADOPTION_FIELDS = 'services.k8s.aws/adoption-fields';
export const ACK_READ_ONLY = 'services.k8s.aws/read-only';
/** On a DBInstance: what RDS calls the snapshot it takes as the instance goes. Source: rds-controller apis/v1alpha1/annotation.go. */
export const ACK_FINAL_SNAPSHOT = 'rds.services.k8s.aws/final-db-snapshot-identifier';
/** On a DBInstance: `namespace/name.key` of the Secret whose password ACK has sent to RDS. Source: rds-controller db_instance/hooks.go. */
export const ACK_LAST_SECRET = 'rds.services.k8s.aws/last-applied-secret-reference';

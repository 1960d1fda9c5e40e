import type { Account } from '../aws/account.js';
import type { Fields, Resource } from './resource.js';

export type Service = 'cloudwatch' | 'cloudwatchlogs' | 'ec2' | 'iam' | 'kms' | 'rds' | 's3' | 'secretsmanager' | 'sns';

export interface SecretKeyReference {
  readonly name: string;
  readonly namespace?: string;
  readonly key: string;
}

/** `fooRef` or `fooRefs[]` and the field that it is resolved into. */
export interface Reference {
  /** e.g. `vpcRef`, `subnetRefs[]`, `routes[].gatewayRef` */
  readonly from: string;
  /** The field beside it that holds the id or ids, e.g. `vpcID`. */
  readonly into: string;
  readonly service: Service;
  readonly kind: string;
  /** What of the referent is read, e.g. `status.vpcID`. */
  readonly target: string;
  /** Neither ref nor id is an error. @default false */
  readonly required?: boolean;
  /** The referent may still be unsynced (`skip_resource_state_validations`). @default false */
  readonly evenUnsynced?: boolean;
}

/** What a call to AWS is made with. */
export interface Call {
  readonly account: Account;
  readonly region: string;
  /** 12 digits. What belongs to another account is told by this alone: ids and names are of one space here. */
  readonly accountID: string;
  /** Names the resource for ids that are the same in every run. */
  readonly token: string;
  /** Tags that the controller adds on the side of AWS and never in spec. */
  readonly systemTags: Readonly<Record<string, string>>;
  /** How long RDS does not yet know a role, named by what made it. */
  readonly roleDelaySeconds: (madeBy: string) => number;
  readonly secretValue: (reference: SecretKeyReference) => Promise<string>;
}

type MaybePromise<T> = T | Promise<T>;

/** What differs for each kind: the rest of a reconcile is the runtime's. */
export interface Kind<Spec extends object = Fields, Status extends object = Fields> {
  readonly service: Service;
  readonly kind: string;
  readonly references?: readonly Reference[];
  /** Codes of AWS that end in `ACK.Terminal`. */
  readonly terminalCodes?: readonly string[];
  /** Spec fields that take AWS's value once, while they are unset. */
  readonly lateInitialized?: readonly string[];
  /** Spec fields whose difference is not seen: AWS's value is not read, or the comparison leaves them out. */
  readonly notCompared?: readonly string[];
  /** How fields are compared other than literally; tags always are a map. */
  readonly comparisons?: Readonly<Record<string, (desired: unknown, latest: unknown, resource: Resource) => boolean>>;
  /** Reads the object out of AWS over a copy of the resource; throws NotFound. */
  find(call: Call, resource: Resource<Spec, Status>): Resource<Spec, Status>;
  create(call: Call, desired: Resource<Spec, Status>): MaybePromise<Resource<Spec, Status>>;
  /** Without it spec changes are not sent. */
  update?(
    call: Call,
    desired: Resource<Spec, Status>,
    latest: Resource<Spec, Status>,
    differences: ReadonlySet<string>,
  ): MaybePromise<Resource<Spec, Status>>;
  /** Returns when AWS has accepted. */
  delete(call: Call, resource: Resource<Spec, Status>): void;
  /** @default always */
  isSynced?(resource: Resource<Spec, Status>): boolean;
  /** Puts `adoption-fields` where `find` looks; throws where a field is missing. */
  populate(resource: Resource<Spec, Status>, fields: Readonly<Record<string, string>>): void;
}

export const apiVersionOf = (kind: Pick<Kind, 'service'>): string => `${kind.service}.services.k8s.aws/v1alpha1`;
export const finalizerOf = (kind: Pick<Kind, 'service' | 'kind'>): string =>
  `finalizers.${kind.service}.services.k8s.aws/${kind.kind}`;
/** The controller's binary, under whose name it writes. */
export const fieldManagerOf = (kind: Pick<Kind, 'service'>): string => `${kind.service}-controller`;

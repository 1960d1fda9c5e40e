import { randomBytes } from 'node:crypto';
import { stringify } from 'yaml';

/** Who may talk to the sandbox's API server, each with a token and a kubeconfig. */
export const ROLES = ['admin', 'operator', 'ack', 'collector', 'tenant'] as const;

export type Role = (typeof ROLES)[number];

interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
}

const serviceAccount = (namespace: string, name: string): Identity => ({
  user: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

/** The names that a real cluster would see, so that RBAC and policies act here as they do there. */
export const IDENTITIES: Readonly<Record<Role, Identity>> = {
  admin: { user: 'kubernetes-admin', groups: ['system:masters'] },
  operator: serviceAccount('tapdb-system', 'tapdb-operator'),
  ack: serviceAccount('ack-system', 'ack-controller'),
  collector: { user: 'system:kube-controller-manager', groups: ['system:authenticated'] },
  tenant: { user: 'developer', groups: ['developers', 'system:authenticated'] },
};

export type Tokens = Readonly<Record<Role, string>>;

export function createTokens(): Tokens {
  const token = (): string => randomBytes(24).toString('hex');
  return { admin: token(), operator: token(), ack: token(), collector: token(), tenant: token() };
}

/** The API server's --token-auth-file: token, user, uid, "groups". */
export function formatTokenFile(tokens: Tokens): string {
  return ROLES.map((role) => {
    const { user, groups } = IDENTITIES[role];
    return `${tokens[role]},${user},${role},"${groups.join(',')}"\n`;
  }).join('');
}

/** A kubeconfig that needs no other file. */
export function formatKubeconfig(role: Role, url: string, certificateAuthority: string, token: string): string {
  const name = 'tapdb-sandbox';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server: url,
          'certificate-authority-data': Buffer.from(certificateAuthority).toString('base64'),
        },
      },
    ],
    users: [{ name: role, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: role, namespace: 'default' } }],
    'current-context': name,
  });
}

import { KubeConfig } from '@kubernetes/client-node';

/** `$KUBECONFIG`, else `~/.kube/config`, else the service account of the pod. */
export function loadKubeConfig(context?: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromDefault();
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw error;
    throw new Error(`there is no kubeconfig ${path}: set or unset KUBECONFIG`, { cause: error });
  }
  // What the library falls back to where it found nothing.
  if (config.getCurrentCluster()?.server === 'http://localhost:8080')
    throw new Error('there is no kubeconfig: set KUBECONFIG to one, or make ~/.kube/config');
  if (context === undefined) return config;
  if (config.getContextObject(context) === null) {
    const names = config.getContexts().map(({ name }) => name);
    throw new Error(`the kubeconfig has no context ${context}: choose one of ${names.join(', ')}`);
  }
  config.setCurrentContext(context);
  return config;
}

import { Command } from 'commander';
import { examples } from './examples.js';
import { type ExitCode, exitWith, UsageError } from './exit-code.js';
import { quoted } from './quoted.js';

/** The subcommand `sandbox`. */
export function sandboxCommand(): Command {
  const sandbox = new Command('sandbox')
    .description('a Kubernetes API on this machine with the operator and a stand-in for ACK: no cluster, no AWS')
    .addHelpText('after', '\nExample:\n  $ eval "$(tapdb sandbox up)" && kubectl apply -f examples/minimal.yaml');
  sandbox
    .command('up')
    .description('start it in the background, and print the line that points kubectl to it')
    .addHelpText(
      'after',
      `
It listens on the loopback interface only, and stays until tapdb sandbox down. Programs that are missing are built first,
once, which takes Go and some minutes.

Example:
  $ eval "$(tapdb sandbox up)"`,
    )
    .action(() => exitWith(up));
  sandbox
    .command('down')
    .description('stop it, and remove what it has written')
    .addHelpText('after', examples('sandbox down'))
    .action(() => exitWith(down));
  return sandbox;
}

async function up(): Promise<ExitCode> {
  const { bringUp, SandboxFailure } = await import('../sandbox/kept-sandbox.js');
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort(new Error('interrupted'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const progress = (step: string): void => void process.stderr.write(`starting ${step}\n`);
  try {
    const { kubeconfig, wasUp } = await bringUp({ progress, signal: interrupted.signal });
    if (wasUp) process.stderr.write('the sandbox is up already\n');
    process.stdout.write(`export KUBECONFIG=${quoted(kubeconfig)}\n`);
    return 0;
  } catch (error) {
    // For the eval around it: what stands behind an empty one would go to whatever cluster the shell points to.
    process.stdout.write('false\n');
    if (!(error instanceof SandboxFailure)) throw error;
    throw new UsageError(`there is no sandbox: ${error.message}`, { cause: error });
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function down(): Promise<ExitCode> {
  const { takeDown } = await import('../sandbox/kept-sandbox.js');
  process.stdout.write((await takeDown()) ? 'the sandbox is down\n' : 'no sandbox is up\n');
  return 0;
}

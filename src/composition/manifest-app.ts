import { ApiObject, type ApiObjectProps, App, Chart } from 'cdk8s';
import type { KubeObject } from '../api/object.js';
import { TapStack, type TapStackProps } from './tap-stack.js';

/** What becomes one file of manifests. */
export interface ManifestFile {
  /** As they are. @default - none */
  readonly objects?: readonly KubeObject[];
  /** As the objects that they are made of. @default - none */
  readonly stacks?: readonly TapStackProps[];
}

/**
 * A cdk8s app whose `synth` writes a file `<name>.yaml` for each entry. Throws an Error that names the file where one would
 * have a `${…}` in it, which nobody puts a value for where kubectl and Argo CD take it from.
 */
export function manifestApp(files: Readonly<Record<string, ManifestFile>>): App {
  const app = new App({ outputFileExtension: '.yaml' });
  for (const [name, { objects = [], stacks = [] }] of Object.entries(files)) {
    const chart = new Chart(app, name);
    objects.forEach((object, i) => {
      new ApiObject(chart, String(i), object as ApiObjectProps);
    });
    for (const props of stacks) new TapStack(chart, props.name, props);
    for (const object of chart.toJson() as readonly KubeObject[]) {
      const [placeholder] = /\$\{.*?\}/.exec(JSON.stringify(object)) ?? [];
      if (placeholder === undefined) continue;
      throw new Error(
        `${name}.yaml: ${object.kind}/${object.metadata.name} has ${placeholder} in it: give its value in its place`,
      );
    }
  }
  return app;
}

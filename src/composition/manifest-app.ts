import { ApiObject, type ApiObjectProps, App, Chart } from 'cdk8s';
import type { KubeObject } from '../api/object.js';

/** A cdk8s app whose `synth` writes a file `<name>.yaml` with the given objects for each entry. */
export function manifestApp(files: Readonly<Record<string, readonly KubeObject[]>>): App {
  const app = new App({ outputFileExtension: '.yaml' });
  for (const [name, objects] of Object.entries(files)) {
    const chart = new Chart(app, name);
    objects.forEach((object, i) => {
      new ApiObject(chart, String(i), object as ApiObjectProps);
    });
  }
  return app;
}

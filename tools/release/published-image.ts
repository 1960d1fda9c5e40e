/** The chart's own files name the image as this repository builds it; what is published names where it was pushed to. */
export function withImage(text: string, repository: string): string {
  const name = /^(\s*(?:image: "|repository: ))tapdb-operator(?=:|$)/gm;
  const published = text.replace(name, (_, before: string) => `${before}${repository}`);
  if (published === text) throw new Error('no image tapdb-operator is in it');
  return published;
}

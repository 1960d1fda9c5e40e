import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface ImageConfig {
  /** With its tag, e.g. `tapdb-operator:0.1.0`. */
  readonly name: string;
  /** RFC 3339; the same for the same commit. */
  readonly created: string;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly arguments: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Writes a folder as an image of one layer, an OCI archive that `docker load`, `podman load` and `skopeo copy oci-archive:`
 * take. The same folder and configuration give the same bytes. Returns the digest of the manifest.
 */
export function writeArchive(folder: string, archive: string, config: ImageConfig): string {
  const layout = `${archive}.layout`;
  rmSync(layout, { recursive: true, force: true });
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });
  const seconds = Date.parse(config.created) / 1000;
  const put = (mediaType: string, content: Buffer): Descriptor => {
    const digest = sha256(content);
    writeFileSync(join(layout, 'blobs/sha256', digest), content);
    return { mediaType, digest: `sha256:${digest}`, size: content.length };
  };

  tar(folder, `${archive}.layer`, seconds);
  const layer = readFileSync(`${archive}.layer`);
  rmSync(`${archive}.layer`);
  const layerDescriptor = put('application/vnd.oci.image.layer.v1.tar+gzip', gzipSync(layer, { level: 6 }));
  const image = put(
    'application/vnd.oci.image.config.v1+json',
    toJson({
      created: config.created,
      architecture: ARCHITECTURES[process.arch] ?? process.arch,
      os: 'linux',
      config: {
        User: config.user,
        Entrypoint: config.entrypoint,
        Cmd: config.arguments,
        WorkingDir: '/',
        Labels: config.labels,
      },
      rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] },
      history: [{ created: config.created, created_by: 'tools/image/image.ts' }],
    }),
  );
  const manifest = put(
    'application/vnd.oci.image.manifest.v1+json',
    toJson({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: image,
      layers: [layerDescriptor],
      annotations: config.labels,
    }),
  );
  writeFileSync(join(layout, 'oci-layout'), toJson({ imageLayoutVersion: '1.0.0' }));
  const names = { 'org.opencontainers.image.ref.name': tagOf(config.name), 'io.containerd.image.name': config.name };
  writeFileSync(
    join(layout, 'index.json'),
    toJson({ schemaVersion: 2, manifests: [{ ...manifest, annotations: names }] }),
  );
  // What Docker's own image store reads in the place of the index.
  const [configFile, layerFile] = [image, layerDescriptor].map(({ digest }) => `blobs/${digest.replace(':', '/')}`);
  writeFileSync(
    join(layout, 'manifest.json'),
    toJson([{ Config: configFile, RepoTags: [config.name], Layers: [layerFile] }]),
  );
  tar(layout, archive, seconds);
  rmSync(layout, { recursive: true });
  return manifest.digest;
}

const tagOf = (name: string): string => name.slice(name.lastIndexOf(':') + 1);

const toJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** Names in one order, one time, one owner: nothing of the machine or of the moment. */
function tar(folder: string, file: string, seconds: number): void {
  execFileSync('tar', [
    '--sort=name',
    `--mtime=@${seconds}`,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--format=gnu',
    '--mode=u+w,go-w',
    '-C',
    folder,
    '-cf',
    file,
    '.',
  ]);
}

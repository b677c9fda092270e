import { equal, match } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Build } from '../../../shared/build/build.ts';
import type { Gateway } from './gateway.ts';

/** The names of a build's files, sorted. */
export const namesOf = ({ files }: Build) => files.map(({ name }) => name).sort();

/** The keys of a build's files in the bucket, by name. */
export const keysOf = ({ files }: Build) =>
  Object.fromEntries(files.map(({ name, key }) => [name, key]));

/** Checks that a build's files are in the bucket with the size, type, hash and name that it shows. */
export async function checkObjects(gateway: Gateway, build: Build): Promise<void> {
  for (const file of build.files) {
    const { ContentLength, ContentType, ContentDisposition, Metadata } = await gateway.headOf(file);
    const bytes = await gateway.fileOf(build, file.name);

    equal(ContentLength, file.size);
    equal(ContentType, file.contentType);
    equal(Metadata?.['build-id'], build.id);
    equal(createHash('sha256').update(bytes).digest('hex'), file.sha256);
    match(`${ContentDisposition}`, /^attachment; filename/);
    const [, extended] = /filename\*=UTF-8''([^;]+)/.exec(`${ContentDisposition}`) ?? [];
    const [, plain] = /filename="?([^";]+)"?/.exec(`${ContentDisposition}`) ?? [];
    equal(extended ? decodeURIComponent(extended) : plain, file.name);
  }
}

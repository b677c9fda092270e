import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { recordOf } from '../../support/aws/records.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { freshUploads } from '../../support/queue/uploads.ts';

let uploads: Awaited<ReturnType<typeof freshUploads>>;
before(async () => {
  uploads = await freshUploads();
});

test('an uploaded script becomes one build that names its upload, however often S3 reports it', async () => {
  const key = 'inbox/script/Ordner 1/größe+😀%2F.docbuilder';
  const record = await uploads.put(key);

  await Promise.all([uploads.accept(record), uploads.accept(record)]);
  deepEqual(await uploads.accept(record), []);

  const [build, ...others] = await uploads.buildsOf('script');
  equal(others.length, 0);
  deepEqual([build?.origin, build?.correlationId, build?.source.upload], ['s3', key, key]);
  equal(typeof build?.source.versionId, 'string');
  equal(
    build && (await readText(uploads.sandbox.bucket, keys.stagedScript(build))),
    scriptOf('a.docx'),
  );
});

test('an upload to a key that was used before becomes another build', async () => {
  await uploads.accept(await uploads.put('inbox/again/a.js'));
  await uploads.accept(await uploads.put('inbox/again/a.js'));

  equal((await uploads.buildsOf('again')).length, 2);
});

test('an uploaded build request becomes a build', async () => {
  const request = { script: scriptOf('a.docx'), argument: 1, correlationId: 'order' };

  await uploads.accept(await uploads.put('inbox/request/a.build.json', JSON.stringify(request)));

  const [build] = await uploads.buildsOf('request');
  deepEqual([build?.correlationId, build?.hasArgument], ['order', true]);
});

test('uploaded data becomes the argument of the template that its folder names', async () => {
  await uploads.put('templates/invoice.js');

  await uploads.accept(await uploads.put('inbox/data/invoice/2026/42.json', '\uFEFF{"n": 1}'));

  const [build] = await uploads.buildsOf('data');
  deepEqual(
    [build?.source.template, build?.source.upload],
    ['invoice', 'inbox/data/invoice/2026/42.json'],
  );
  equal(build && (await readText(uploads.sandbox.bucket, keys.stagedArgument(build))), '{"n":1}');
});

test('the object metadata priority of an upload is the priority of its build', async () => {
  const low = { priority: 'low' };
  const request = JSON.stringify({ script: scriptOf('a.docx') });
  const own = JSON.stringify({ script: scriptOf('a.docx'), priority: 'normal' });
  await uploads.put('templates/letter.js');
  await uploads.accept(await uploads.put('inbox/lanes/a.js', undefined, low));
  await uploads.accept(await uploads.put('inbox/lanes/letter/b.json', '{}', low));
  await uploads.accept(await uploads.put('inbox/lanes/c.build.json', request, low));
  await uploads.accept(await uploads.put('inbox/lanes/d.build.json', own, low));
  await uploads.accept(await uploads.put('inbox/lanes/e.js'));

  const builds = await uploads.buildsOf('lanes');
  deepEqual(builds.map(({ correlationId, priority }) => [correlationId, priority]).sort(), [
    ['inbox/lanes/a.js', 'low'],
    ['inbox/lanes/c.build.json', 'low'],
    ['inbox/lanes/d.build.json', 'normal'],
    ['inbox/lanes/e.js', 'normal'],
    ['inbox/lanes/letter/b.json', 'low'],
  ]);
});

test('folders and the test event of S3 are ignored', async () => {
  deepEqual(await uploads.accept(await uploads.put('inbox/folder/deep/', '')), []);
  deepEqual(await uploads.accept(recordOf({ Event: 's3:TestEvent', Bucket: 'x' })), []);
  deepEqual(await uploads.buildsOf('folder'), []);
});

test('several uploads in one message are admitted independently', async () => {
  const [good, bad] = [
    await uploads.put('inbox/several/a.js'),
    await uploads.put('inbox/several/b.txt'),
  ];
  const Records = [bad, good].flatMap(({ body }) => JSON.parse(body).Records);

  const refused = await uploads.accept(recordOf({ Records }));

  equal(refused.length, 1);
  equal((await uploads.buildsOf('several')).length, 1);
});

import { deepEqual, equal } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { groupsOf } from '../support/run/groups.ts';

const FILES = ['test/unit/json.test.ts', 'test/unit/ids.test.ts'];
const SMALL = Array.from({ length: 9 }, (_, n) => String(FILES[n % 2]));
const importsOf = (group: string) =>
  [...readFileSync(group, 'utf8').matchAll(/import\('\.\.\/\.\.\/\.\.\/(.*)'\)/g)].map(
    ([, path]) => path,
  );

test('test files share processes in groups of at most a given number, neighbours in different ones, and the groups can be deleted', () => {
  const { files, remove } = groupsOf(SMALL, 8);

  const groups = files.map(importsOf);
  remove();

  deepEqual(groups, [Array(5).fill(FILES[0]), Array(4).fill(FILES[1])]);
  equal(existsSync(dirname(`${files[0]}`)), false);
});

test('files that load the AWS CDK share one process, which runs no others', () => {
  const needCdk = ['test/unit/infra/api.test.ts', 'test/unit/infra/queue.test.ts'];
  const { files, remove } = groupsOf([...SMALL.slice(0, 2), ...needCdk]);

  const groups = files.map(importsOf);
  remove();

  deepEqual(groups, [needCdk, SMALL.slice(0, 2)]);
});

test('a file that changes its process gets a process of its own, and files share one that the same helper changes', () => {
  const sharing = ['test/unit/api/get-file.test.ts', 'test/unit/api/list-builds.test.ts'];
  const { files, remove } = groupsOf(['test/unit/env.test.ts', ...sharing, ...SMALL.slice(0, 2)]);

  const groups = files.slice(0, 2).map(importsOf);
  remove();

  deepEqual(groups, [sharing, SMALL.slice(0, 2)]);
  deepEqual(files.slice(2), ['test/unit/env.test.ts']);
});

import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { CfnOutput } from 'aws-cdk-lib';
import { PAGE_ROUTES, ROUTES, routeKeyOf } from '../../../shared/api/routes.ts';
import { WARNINGS } from '../../../shared/build/build.ts';
import { COMMANDS } from '../../../shared/docs/command-schema.ts';
import { ERRORS, type ErrorCode } from '../../../shared/errors.ts';
import { DETAIL_TYPES } from '../../../shared/events/schemas.ts';
import { ERROR_STATUS } from '../../../shared/http-statuses.ts';
import { SCRIPT_WARNINGS } from '../../../shared/script/check/finding.ts';
import { readStack } from '../../support/aws/template.ts';
import { anchorsOf, textOf } from '../../support/documentation.ts';

const stack = readStack();

/** The names that no page has in code format. */
function missingIn(names: readonly string[], ...pages: string[]): string[] {
  const text = pages.map(textOf).join('\n');
  return names.filter((name) => !text.includes(`\`${name}\``));
}

/** The first two groups of each match in a page. */
function rowsOf(page: string, row: RegExp): [string, string][] {
  return [...textOf(page).matchAll(row)].map(([, first = '', second = '']) => [first, second]);
}

const slugOf = (name: string) => name.toLowerCase().replaceAll(' ', '-');

test('every error code and every warning is documented with builds or documents', () => {
  const codes = [...Object.keys(ERRORS), ...WARNINGS];

  deepEqual(missingIn(codes, 'docs/builds.md', 'docs/documents.md'), []);
});

test('every warning that can be read off a script is documented for its authors', () => {
  deepEqual(missingIn(SCRIPT_WARNINGS, 'docs/scripts.md'), []);
});

test('the documented status of each error of a request is the one that the API answers', () => {
  const rows = ['docs/builds.md', 'docs/documents.md'].flatMap((page) =>
    rowsOf(page, /^\| `([A-Z_]+)` \| (\d{3}) \|/gm),
  );

  ok(rows.length >= 20);
  deepEqual(
    rows.filter(([code, status]) => ERROR_STATUS[code as ErrorCode] !== Number(status)),
    [],
  );
});

test('the documentation calls an error of a build retryable exactly when the build does', () => {
  const rows = rowsOf('docs/builds.md', /^\| `([A-Z_]+)` \| (yes|no) \|/gm);

  ok(rows.length >= 15);
  deepEqual(
    rows.filter(([code, word]) => ERRORS[code as ErrorCode].retryable !== (word === 'yes')),
    [],
  );
});

test('every route is documented with builds or documents', () => {
  const routes = [...ROUTES, ...PAGE_ROUTES].map(routeKeyOf).filter((key) => key !== '$default');

  deepEqual(missingIn(routes, 'docs/builds.md', 'docs/documents.md'), []);
});

test('every command is documented with documents', () => {
  deepEqual(missingIn(COMMANDS, 'docs/documents.md'), []);
});

test('every scope that a route needs is documented for operators', () => {
  const scopes = ROUTES.flatMap((route) => [route.scope, 'ownScope' in route && route.ownScope]);

  deepEqual(
    missingIn(scopes.filter((scope) => scope && scope !== 'open').map(String), 'docs/deploy.md'),
    [],
  );
});

test('every type of event has a heading in the catalogue', () => {
  const anchors = anchorsOf('docs/events.md');

  deepEqual(
    DETAIL_TYPES.filter((type) => !anchors.includes(slugOf(type))),
    [],
  );
});

test('every alarm has a heading in the operations page', () => {
  const alarms = stack.all('AWS::CloudWatch::Alarm').map(({ path }) => path.split('/')[1] ?? '');
  const anchors = anchorsOf('docs/operations.md');

  deepEqual(
    alarms.filter((name) => !anchors.includes(slugOf(name))),
    [],
  );
});

test('every heading of an alarm in the operations page is an alarm of the stack', () => {
  const slugs = stack
    .all('AWS::CloudWatch::Alarm')
    .map(({ path }) => slugOf(path.split('/')[1] ?? ''));
  const [, section = ''] = textOf('docs/operations.md').split(/^## Alarms$/m);
  const headings = section.split(/^## /m)[0]?.match(/(?<=^### ).+$/gm) ?? [];

  deepEqual(headings.map(slugOf).sort(), slugs.sort());
});

test('every output of the stack is documented with the deployment', () => {
  const outputs = stack.app.node.findAll().filter((node) => node instanceof CfnOutput);

  deepEqual(
    missingIn(
      outputs.map(({ node }) => node.id),
      'docs/deploy.md',
    ),
    [],
  );
});

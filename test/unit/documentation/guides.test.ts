import { deepEqual, equal } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, run } from '../../../infra/local/process.ts';
import { addModule, projectWithClient } from '../../support/client/installed-client.ts';
import { blocksOf } from '../../support/documentation.ts';

const project = await projectWithClient();

async function runProgram(name: string, source: string): Promise<string> {
  writeFileSync(join(project, name), source);
  const printed = await run(process.execPath, [name], { cwd: project, env: cleanEnvironment({}) });
  return printed.trim();
}

test('the test with the fake gateway, on the page for frontends, runs', async () => {
  const [program = ''] = blocksOf('docs/frontend.md', 'js run');

  equal(await runProgram('fake.js', program), 'form.pdf 1\nSCRIPT_FAILED');
});

test('the loop over the statuses of a build, on the page for frontends, runs', async () => {
  const [part = ''] = blocksOf('docs/frontend.md', 'js part');
  const before = `
    import { fakeGateway } from 'docs-gateway/client/testing';
    const { gateway } = fakeGateway();
    const { signal } = new AbortController();
    const [argument, show] = [{}, console.log];`;

  equal(await runProgram('part.js', `${before}\n${part}`), 'queued\nrunning\nsucceeded');
});

test('the documented ways to a token of Cognito and Auth0 ask for a new one when the client needs it', async () => {
  const [cognito = '', auth0 = ''] = blocksOf('docs/frontend.md', 'js token');
  const amplify = `export const fetchAuthSession = async ({ forceRefresh }) =>
    ({ tokens: { accessToken: { toString: () => 'cognito ' + forceRefresh } } });`;
  const spa = `export const createAuth0Client = async () =>
    ({ getTokenSilently: async ({ cacheMode }) => 'auth0 ' + cacheMode });`;
  addModule(project, 'aws-amplify', './auth', amplify);
  addModule(project, '@auth0/auth0-spa-js', '.', spa);
  const show = 'for (const fresh of [false, true]) console.log(await token({ fresh }));';

  deepEqual(
    [
      await runProgram('cognito.js', `${cognito}\n${show}`),
      await runProgram('auth0.js', `${auth0}\n${show}`),
    ],
    ['cognito false\ncognito true', 'auth0 on\nauth0 off'],
  );
});

test('every block of JavaScript and HTML on the pages of callers is run', () => {
  const pages = ['docs/frontend.md', 'docs/backend.md'];

  for (const page of pages)
    deepEqual([...blocksOf(page, 'js'), ...blocksOf(page, 'html')], [], page);
});

import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../../../infra/config/config.ts';
import { PAGES, type ReadStack, readStack, SAMPLE } from '../../support/aws/template.ts';

/** The settings of the pages, as their function gets them. */
function settingsIn(stack: ReadStack): string {
  const { Variables } = stack.function('api/show-page').Properties.Environment;
  return stack.text(Variables.PAGE_SETTINGS);
}

test('the pages know the issuer, their client, its scopes and the origin of the bucket', () => {
  const { audience, origins } = { audience: 'the-api', origins: ['https://tokens.example.com'] };
  const stack = readStack({ pages: { ...PAGES.pages, audience, origins } });

  const { bucketOrigin, ...settings } = JSON.parse(settingsIn(stack));

  deepEqual(settings, {
    clientId: 'a-client',
    scopes: ['builds:read'],
    audience,
    origins,
    issuer: 'https://login.example.com/',
    local: false,
  });
  ok(bucketOrigin.startsWith('https://Storage/Resource/Resource.RegionalDomainName'), bucketOrigin);
});

test('a token in the address is used only with an issuer on this machine, which no stack on AWS can have', () => {
  const auth = { ...SAMPLE.auth, issuer: 'http://127.0.0.1:4667' };
  const publicUrl = 'http://127.0.0.1:4666/_aws/execute-api/api';
  const stack = readStack({ ...PAGES, auth, publicUrl });

  const { local, bucketOrigin } = JSON.parse(settingsIn(stack));

  deepEqual([local, bucketOrigin], [true, 'http://127.0.0.1:4666']);
  const elsewhere = { ...auth, issuer: 'http://login.example.com' };
  throws(() => parseConfig({ ...SAMPLE, auth: elsewhere }), /docsGateway\.auth\.issuer was/);
});

test('a deployment without the setting has no settings of pages, and its index knows that', () => {
  const { Variables } = readStack().function('api/report-health').Properties.Environment;

  equal(Variables.PAGE_SETTINGS, '');
});

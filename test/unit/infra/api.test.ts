import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import {
  PAGE_ROUTES_WITH_HEAD,
  ROUTES,
  ROUTES_WITH_HEAD,
  routeKeyOf,
} from '../../../shared/api/routes.ts';
import { PAGES, type ReadStack, readStack, SAMPLE } from '../../support/aws/template.ts';

const stack = readStack(PAGES);
const everyRoute = [...ROUTES_WITH_HEAD, ...PAGE_ROUTES_WITH_HEAD];
const routes = new Map(
  stack.all('AWS::ApiGatewayV2::Route').map(({ Properties }) => [Properties.RouteKey, Properties]),
);
const stage = stack.one('AWS::ApiGatewayV2::Stage').Properties;
/** The default and the maximum timeout of an integration of API Gateway. */
const INTEGRATION_SECONDS = 30;

test('the API has exactly the routes of the route table, and HEAD where GET is', () => {
  deepEqual([...routes.keys()].sort(), everyRoute.map(routeKeyOf).sort());
});

test('without the setting pages, the API has no routes of pages, and no function answers them', () => {
  const off = readStack();
  const keys = off.all('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties.RouteKey);

  deepEqual(keys.sort(), ROUTES_WITH_HEAD.map(routeKeyOf).sort());
  equal(off.files().includes('api/show-page'), false);
});

for (const route of everyRoute) {
  const key = routeKeyOf(route);

  test(`${key} is answered by ${route.function}`, () => {
    const integration = stack
      .all('AWS::ApiGatewayV2::Integration')
      .find(({ path }) => stack.text(routes.get(key)?.Target) === `integrations/${path}`);

    const behind = stack.function(`api/${route.function}`);
    equal(stack.text(integration?.Properties.IntegrationUri), `${behind.path}.Arn`);
  });

  test(`${key} needs a token unless it is open`, () => {
    const { AuthorizationType, AuthorizerId } = routes.get(key) ?? {};

    equal(AuthorizationType, route.scope === 'open' ? 'NONE' : 'JWT');
    equal(AuthorizerId === undefined, route.scope === 'open');
  });

  test(`${key} is throttled`, () => {
    const { ThrottlingRateLimit, ThrottlingBurstLimit } = stage.RouteSettings[key];

    ok(ThrottlingRateLimit > 0);
    ok(ThrottlingBurstLimit >= ThrottlingRateLimit);
  });
}

test('tokens are checked against the configured issuer and audience', () => {
  const { AuthorizerType, IdentitySource, JwtConfiguration } = stack.one(
    'AWS::ApiGatewayV2::Authorizer',
  ).Properties;
  const { issuer, audience } = SAMPLE.auth as { issuer: string; audience: string[] };

  equal(AuthorizerType, 'JWT');
  deepEqual(IdentitySource, ['$request.header.Authorization']);
  deepEqual(JwtConfiguration, { Issuer: issuer, Audience: audience });
});

test('every function of a route times out before API Gateway does', () => {
  for (const { function: file } of ROUTES) {
    const { Timeout } = stack.function(`api/${file}`).Properties;
    ok(Timeout < INTEGRATION_SECONDS, file);
  }
  for (const { Properties, path } of stack.all('AWS::ApiGatewayV2::Integration'))
    ok((Properties.TimeoutInMillis ?? INTEGRATION_SECONDS * 1000) === 30_000, path);
});

test('only the routes from which Docs fetches scripts and inputs allow 1,000 requests a second or more', () => {
  const rates = Object.entries<{ ThrottlingRateLimit: number }>(stage.RouteSettings)
    .filter(([, { ThrottlingRateLimit }]) => ThrottlingRateLimit >= 1_000)
    .map(([key]) => key);

  deepEqual(rates.sort(), [
    'GET /v1/inputs/{tenant}/{id}/{capability}/{name}',
    'GET /v1/scripts/{tenant}/{id}/{capability}',
    'HEAD /v1/inputs/{tenant}/{id}/{capability}/{name}',
    'HEAD /v1/scripts/{tenant}/{id}/{capability}',
  ]);
});

test('web pages of the configured origins may call the API and read the headers of the contract', () => {
  const { CorsConfiguration } = stack.one('AWS::ApiGatewayV2::Api').Properties;

  deepEqual(CorsConfiguration.AllowOrigins, ['https://app.example.com']);
  deepEqual(CorsConfiguration.AllowMethods, ['GET', 'HEAD', 'POST', 'DELETE']);
  deepEqual(CorsConfiguration.AllowHeaders, [
    'authorization',
    'content-type',
    'idempotency-key',
    'prefer',
    'x-correlation-id',
    'docs-gateway-tenant',
  ]);
  deepEqual(CorsConfiguration.ExposeHeaders, [
    'location',
    'retry-after',
    'x-request-id',
    'idempotent-replayed',
    'preference-applied',
    'apigw-requestid',
  ]);
});

test('without configured origins, no web page of another origin may call the API', () => {
  const closed = readStack({ allowedOrigins: [] });

  equal(closed.one('AWS::ApiGatewayV2::Api').Properties.CorsConfiguration, undefined);
});

test('the access log is JSON without IP addresses, tokens and queries', () => {
  const format = JSON.parse(stage.AccessLogSettings.Format);

  equal(format.route, '$context.routeKey');
  for (const value of Object.values(format))
    ok(!/ip|userAgent|path|header|query/i.test(String(value)), String(value));
});

test('PUBLIC_URL is the configured URL, or else the endpoint of the API', () => {
  const publicUrl = 'https://gateway.example.com';
  const urlIn = (read: ReadStack) =>
    read.text(read.function('api/create-build').Properties.Environment.Variables.PUBLIC_URL);

  equal(urlIn(stack), 'Api/Resource/Resource.ApiEndpoint');
  equal(urlIn(readStack({ publicUrl })), publicUrl);
});

test('the outputs have the URL that callers use and, with a publicUrl, also the URL of API Gateway', () => {
  const publicUrl = 'https://gateway.example.com';
  const urls = (read: ReadStack) =>
    ['ApiUrl', 'ApiEndpoint'].map((name) => read.text(read.output(name)));

  deepEqual(urls(stack), Array(2).fill('Api/Resource/Resource.ApiEndpoint'));
  deepEqual(urls(readStack({ publicUrl })), [publicUrl, 'Api/Resource/Resource.ApiEndpoint']);
});

test('the source rules refuse the hosts of Docs and of the gateway', () => {
  const own = readStack({ publicUrl: 'https://gateway.example.com' });

  const rules = own.text(
    own.function('api/create-build').Properties.Environment.Variables.SOURCE_RULES,
  );

  ok(rules.startsWith('{"schemes":["https"],"ports":[443],"allow":[],"ownHosts":['), rules);
  ok(rules.includes('"docs.example.com"'), rules);
  ok(rules.includes('"gateway.example.com"'), rules);
  ok(rules.includes('ApiEndpoint'), rules);
});

import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { ROUTES, routeKeyOf } from '../../../shared/api/routes.ts';
import { ReadStack, SAMPLE } from '../../support/aws/template.ts';

const stack = new ReadStack();
const routes = new Map(
  stack.all('AWS::ApiGatewayV2::Route').map(({ Properties }) => [Properties.RouteKey, Properties]),
);
const stage = stack.one('AWS::ApiGatewayV2::Stage').Properties;
/** What API Gateway gives an integration at most, and where nothing is said. */
const INTEGRATION_SECONDS = 30;

test('there is every route of the table, and no other', () => {
  deepEqual([...routes.keys()].sort(), ROUTES.map(routeKeyOf).sort());
});

for (const route of ROUTES) {
  const key = routeKeyOf(route);

  test(`${key} is answered by ${route.function}`, () => {
    const integration = stack
      .all('AWS::ApiGatewayV2::Integration')
      .find(({ path }) => stack.text(routes.get(key)?.Target) === `integrations/${path}`);

    const behind = stack.function(`api/${route.function}`);
    equal(stack.text(integration?.Properties.IntegrationUri), `${behind.path}.Arn`);
  });

  test(`${key} is ${route.scope === 'open' ? 'open' : 'closed to whoever shows no token'}`, () => {
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

test('tokens are checked against the issuer and the audience that are configured', () => {
  const { AuthorizerType, IdentitySource, JwtConfiguration } = stack.one(
    'AWS::ApiGatewayV2::Authorizer',
  ).Properties;
  const { issuer, audience } = SAMPLE.auth as { issuer: string; audience: string[] };

  equal(AuthorizerType, 'JWT');
  deepEqual(IdentitySource, ['$request.header.Authorization']);
  deepEqual(JwtConfiguration, { Issuer: issuer, Audience: audience });
});

test('every function behind a route ends before API Gateway does', () => {
  for (const { function: file } of ROUTES) {
    const { Timeout } = stack.function(`api/${file}`).Properties;
    ok(Timeout < INTEGRATION_SECONDS, file);
  }
  for (const { Properties, path } of stack.all('AWS::ApiGatewayV2::Integration'))
    ok((Properties.TimeoutInMillis ?? INTEGRATION_SECONDS * 1000) === 30_000, path);
});

test('functions that hold their answers have little memory, and cannot take the concurrency of all others', () => {
  const holding = Object.fromEntries(
    stack.files().flatMap((file) => {
      const { MemorySize, ReservedConcurrentExecutions, Timeout } = stack.function(file).Properties;
      if (ReservedConcurrentExecutions === undefined) return [];
      return [[file, [MemorySize, ReservedConcurrentExecutions, Timeout]]];
    }),
  );

  deepEqual(holding, {
    'api/create-build': [128, 100, 29],
    'api/get-build': [128, 100, 29],
    'api/receive-callback': [256, 100, 29],
    'api/run-command': [256, 100, 29],
  });
});

test('Docs, which fetches all that its scripts need at once, is throttled least', () => {
  const rates = Object.entries<{ ThrottlingRateLimit: number }>(stage.RouteSettings)
    .filter(([, { ThrottlingRateLimit }]) => ThrottlingRateLimit >= 1_000)
    .map(([key]) => key);

  deepEqual(rates.sort(), [
    'GET /v1/inputs/{tenant}/{id}/{capability}/{name}',
    'GET /v1/scripts/{tenant}/{id}/{capability}',
  ]);
});

test('an account with a small quota keeps no concurrency for them', () => {
  const small = new ReadStack({ limits: { heldCalls: 0 } });

  for (const file of small.files())
    equal(small.function(file).Properties.ReservedConcurrentExecutions, undefined, file);
});

test('pages of the configured origins may call, and read what the contract names', () => {
  const { CorsConfiguration } = stack.one('AWS::ApiGatewayV2::Api').Properties;

  deepEqual(CorsConfiguration.AllowOrigins, ['https://app.example.com']);
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

test('without configured origins, no page of another origin may call', () => {
  const closed = new ReadStack({ allowedOrigins: [] });

  equal(closed.one('AWS::ApiGatewayV2::Api').Properties.CorsConfiguration, undefined);
});

test('the access log is JSON and holds no address, token or query', () => {
  const format = JSON.parse(stage.AccessLogSettings.Format);

  equal(format.route, '$context.routeKey');
  for (const value of Object.values(format))
    ok(!/ip|userAgent|path|header|query/i.test(String(value)), String(value));
});

test('functions know the API by its own domain where it has one, else by its endpoint', () => {
  const publicUrl = 'https://gateway.example.com';
  const urlIn = (read: ReadStack) =>
    read.text(read.function('api/create-build').Properties.Environment.Variables.PUBLIC_URL);

  equal(urlIn(stack), 'Api/Resource/Resource.ApiEndpoint');
  equal(urlIn(new ReadStack({ publicUrl })), publicUrl);
});

test('the outputs name the URL that callers use, and API Gateway’s own also behind a domain', () => {
  const publicUrl = 'https://gateway.example.com';
  const urls = (read: ReadStack) =>
    ['ApiUrl', 'ApiEndpoint'].map((name) => read.text(read.output(name)));

  deepEqual(urls(stack), Array(2).fill('Api/Resource/Resource.ApiEndpoint'));
  deepEqual(urls(new ReadStack({ publicUrl })), [publicUrl, 'Api/Resource/Resource.ApiEndpoint']);
});

test("a caller's URL may not lead to Docs or back to us", () => {
  const own = new ReadStack({ publicUrl: 'https://gateway.example.com' });

  const rules = own.text(
    own.function('api/create-build').Properties.Environment.Variables.SOURCE_RULES,
  );

  ok(rules.startsWith('{"schemes":["https"],"ports":[443],"allow":[],"ownHosts":['), rules);
  ok(rules.includes('"docs.example.com"'), rules);
  ok(rules.includes('"gateway.example.com"'), rules);
  ok(rules.includes('ApiEndpoint'), rules);
});

import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { ROUTES, routeKeyOf } from '../../../shared/api/routes.ts';
import { ReadStack, SAMPLE } from '../../support/aws/template.ts';

const stack = new ReadStack();
const routes = new Map(
  stack.all('AWS::ApiGatewayV2::Route').map(({ Properties }) => [Properties.RouteKey, Properties]),
);
const stage = stack.one('AWS::ApiGatewayV2::Stage').Properties;
/** The default and the maximum timeout of an integration of API Gateway. */
const INTEGRATION_SECONDS = 30;

test('the API has exactly the routes of the route table', () => {
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

  test(`${key} ${route.scope === 'open' ? 'needs no token' : 'needs a token'}`, () => {
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

const mostHeld = (read: ReadStack) =>
  read.function('api/create-build').Properties.Environment.Variables.MAX_HELD_CALLS;

test('with limits.heldCalls, functions that hold their answers have reserved concurrency, and half of it may hold', () => {
  const reserving = new ReadStack({ limits: { heldCalls: 101 } });
  const holding = Object.fromEntries(
    reserving.files().flatMap((file) => {
      const { MemorySize, ReservedConcurrentExecutions, Timeout } =
        reserving.function(file).Properties;
      if (ReservedConcurrentExecutions === undefined) return [];
      return [[file, [MemorySize, ReservedConcurrentExecutions, Timeout]]];
    }),
  );

  deepEqual(holding, {
    'api/create-build': [256, 101, 29],
    'api/get-build': [256, 101, 29],
    'api/receive-callback': [256, 101, 29],
    'api/run-command': [256, 101, 29],
  });
  equal(mostHeld(reserving), '50');
});

test('only the routes from which Docs fetches scripts and inputs allow 1,000 requests a second or more', () => {
  const rates = Object.entries<{ ThrottlingRateLimit: number }>(stage.RouteSettings)
    .filter(([, { ThrottlingRateLimit }]) => ThrottlingRateLimit >= 1_000)
    .map(([key]) => key);

  deepEqual(rates.sort(), [
    'GET /v1/inputs/{tenant}/{id}/{capability}/{name}',
    'GET /v1/scripts/{tenant}/{id}/{capability}',
  ]);
});

test('by default no concurrency is reserved, and at most 50 calls are held', () => {
  for (const file of stack.files())
    equal(stack.function(file).Properties.ReservedConcurrentExecutions, undefined, file);
  equal(mostHeld(stack), '50');
});

test('web pages of the configured origins may call the API and read the headers of the contract', () => {
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

test('without configured origins, no web page of another origin may call the API', () => {
  const closed = new ReadStack({ allowedOrigins: [] });

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
  equal(urlIn(new ReadStack({ publicUrl })), publicUrl);
});

test('the outputs have the URL that callers use and, with a publicUrl, also the URL of API Gateway', () => {
  const publicUrl = 'https://gateway.example.com';
  const urls = (read: ReadStack) =>
    ['ApiUrl', 'ApiEndpoint'].map((name) => read.text(read.output(name)));

  deepEqual(urls(stack), Array(2).fill('Api/Resource/Resource.ApiEndpoint'));
  deepEqual(urls(new ReadStack({ publicUrl })), [publicUrl, 'Api/Resource/Resource.ApiEndpoint']);
});

test('the source rules refuse the hosts of Docs and of the gateway', () => {
  const own = new ReadStack({ publicUrl: 'https://gateway.example.com' });

  const rules = own.text(
    own.function('api/create-build').Properties.Environment.Variables.SOURCE_RULES,
  );

  ok(rules.startsWith('{"schemes":["https"],"ports":[443],"allow":[],"ownHosts":['), rules);
  ok(rules.includes('"docs.example.com"'), rules);
  ok(rules.includes('"gateway.example.com"'), rules);
  ok(rules.includes('ApiEndpoint'), rules);
});

const throttleOf = (read: ReadStack, key: string) => {
  const { RouteSettings } = read.one('AWS::ApiGatewayV2::Stage').Properties;
  const { ThrottlingRateLimit, ThrottlingBurstLimit } = RouteSettings[key];
  return [ThrottlingRateLimit, ThrottlingBurstLimit];
};

test('each group of routes has the throttle of its setting, and the defaults are those of the documentation', () => {
  const groups = {
    usual: ['POST /v1/builds', [100, 200]],
    polls: ['GET /v1/builds/{id}', [200, 400]],
    lists: ['GET /v1/builds', [20, 40]],
    docs: ['GET /v1/scripts/{tenant}/{id}/{capability}', [1_000, 2_000]],
    open: ['GET /v1/health', [10, 20]],
  } as const;

  for (const [group, [key, usual]] of Object.entries(groups)) {
    const changed = new ReadStack({ throttles: { [group]: { rate: 7, burst: 9 } } });
    deepEqual(throttleOf(stack, key), usual, group);
    deepEqual(throttleOf(changed, key), [7, 9], group);
    const others = Object.keys(stage.RouteSettings).filter(
      (other) => throttleOf(changed, other)[0] !== throttleOf(stack, other)[0],
    );
    ok(others.includes(key), group);
    if (group !== 'usual') ok(!others.includes('POST /v1/builds'), group);
  }
});

test('the access log is below /aws/vendedlogs/, with the name and the id of the stack', () => {
  const groups = stack
    .all('AWS::Logs::LogGroup')
    .filter(({ Properties }) => Properties.LogGroupName !== undefined);

  equal(groups.length, 1);
  deepEqual(groups[0]?.Properties.LogGroupName, {
    'Fn::Join': [
      '',
      [
        '/aws/vendedlogs/Gateway/',
        { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] },
      ],
    ],
  });
});

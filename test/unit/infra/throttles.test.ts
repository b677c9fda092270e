import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { type ReadStack, readStack } from '../../support/aws/template.ts';

const stack = readStack();
const stage = stack.one('AWS::ApiGatewayV2::Stage').Properties;

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
    checks: ['POST /v1/scripts/check', [5, 10]],
    docs: ['GET /v1/scripts/{tenant}/{id}/{capability}', [1_000, 2_000]],
    open: ['GET /v1/health', [10, 20]],
  } as const;

  for (const [group, [key, usual]] of Object.entries(groups)) {
    const changed = readStack({ throttles: { [group]: { rate: 7, burst: 9 } } });
    deepEqual(throttleOf(stack, key), usual, group);
    deepEqual(throttleOf(changed, key), [7, 9], group);
    const others = Object.keys(stage.RouteSettings).filter(
      (other) => throttleOf(changed, other)[0] !== throttleOf(stack, other)[0],
    );
    ok(others.includes(key), group);
    if (group !== 'usual') ok(!others.includes('POST /v1/builds'), group);
  }
});

test('the check of scripts has a processor, ten seconds and a throttle of its own', () => {
  const { MemorySize, Timeout, ReservedConcurrentExecutions } =
    stack.function('api/check-script').Properties;

  deepEqual([MemorySize, Timeout, ReservedConcurrentExecutions], [1769, 10, undefined]);
  deepEqual(throttleOf(stack, 'POST /v1/scripts/check'), [5, 10]);
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

import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { METRICS } from '../../../shared/metric.ts';
import { readStack } from '../../support/aws/template.ts';
import { textOf } from '../../support/documentation.ts';

const { namespace, service, ...names } = METRICS;
/** Metrics of faults, which have an alarm of their own and say nothing about the load. */
const FAULTS: string[] = [
  METRICS.secretRefused,
  METRICS.faults,
  METRICS.templateInvalid,
  METRICS.callbackRefused,
  METRICS.documentLost,
];
const shown = Object.values(names).filter((name) => !FAULTS.includes(name));

test('the page on scaling names exactly the metrics of builds that functions write', () => {
  const rows = [...textOf('docs/scaling.md').matchAll(/^\| `([A-Za-z]+)` \| (?:–|`)/gm)];

  deepEqual(rows.map(([, name]) => name).sort(), [...shown].sort());
});

test('every metric in an expression of the page on scaling is one that functions write', () => {
  const text = textOf('docs/scaling.md');
  const used = [...text.matchAll(/(?:MAX|Sum|Average)\((\w+)\)|"MetricName": "(\w+)"/g)].map(
    ([, inSql, inJson]) => inSql ?? inJson ?? '',
  );

  ok(used.length >= 6);
  deepEqual(
    used.filter((name) => !shown.includes(name as never) && name !== 'RunningTaskCount'),
    [],
  );
  ok(text.includes(`service = '${service}'`) && text.includes(`FROM "${namespace}"`));
});

test('the dashboard shows every metric of builds except the comparison of each hour', () => {
  const { Properties } = readStack().one('AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(Properties.DashboardBody);

  deepEqual(
    shown.filter((name) => !body.includes(name)),
    [METRICS.tooManySlots],
  );
});

import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { hrefOf, type Route, readRoute } from '../../../shared/console/route.ts';

const routes: Route[] = [
  { page: 'builds', filter: {} },
  {
    page: 'builds',
    filter: { status: 'failed', template: 'in voice', correlationId: 'a&b=c#?/%' },
  },
  { page: 'build', id: '01KB0000000000000000000001' },
  { page: 'write' },
  { page: 'templates' },
  { page: 'template', name: 'a/b c%' },
  { page: 'documents' },
  { page: 'documents', key: 'acme.order-42' },
];

test('every page of the console is read again from its own address', () => {
  deepEqual(
    routes.map((route) => readRoute(hrefOf(route))),
    routes,
  );
});

test('an address without a fragment shows all builds', () => {
  deepEqual(readRoute(''), { page: 'builds', filter: {} });
  deepEqual(readRoute('#/'), { page: 'builds', filter: {} });
});

test('the address of a list has only the filters that are set', () => {
  equal(hrefOf({ page: 'builds', filter: { template: 'invoice' } }), '#/builds?template=invoice');
});

test('a status that does not exist, an empty filter and another parameter are left out', () => {
  deepEqual(readRoute('#/builds?status=lost&template=&limit=5&correlationId=order-42'), {
    page: 'builds',
    filter: { correlationId: 'order-42' },
  });
});

test('an address that is not encoded correctly is read as it is', () => {
  deepEqual(readRoute('#/templates/100%'), { page: 'template', name: '100%' });
});

test('an unknown address is no page', () => {
  deepEqual(readRoute('#/settings'), { page: 'unknown' });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchSource } from '../../../shared/sources/fetch-source.ts';
import { serve } from '../../support/serve.ts';
import {
  countingServer,
  failureOf,
  LIMITS,
  localRules,
  OPEN,
  refusalOf,
  resolver,
} from '../../support/sources.ts';

test('the test server counts a connection that the rules allow', async (t) => {
  const { port, connectionCount } = await countingServer(t);
  const rules = localRules(`http://x:${port}`);

  const error = await failureOf(fetchSource(`http://127.0.0.1:${port}/`, rules, LIMITS));

  assert.equal(error.code, 'SOURCE_DOWNLOAD');
  assert.equal(connectionCount(), 1);
});

const REFUSED_ADDRESSES = {
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  unspecified: ['0.0.0.0', '0.1.2.3', '::'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
  'link-local and metadata': ['169.254.0.1', '169.254.169.254', '169.254.170.2', 'fe80::1'],
  'metadata of other kinds': ['fd00:ec2::254', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
  'carrier-grade': ['100.64.0.1', '100.127.255.255'],
  benchmark: ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  reserved: ['240.0.0.1', '255.255.255.255', '192.88.99.1', '4000::1', 'e000::1', '5f00::1'],
  'unique local': ['fc00::1', 'fdff::1'],
  'site-local': ['fec0::1', 'feff::1'],
  'IPv4-mapped': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8'],
  'IPv4-compatible': ['::127.0.0.1', '::7f00:1', '::8.8.8.8'],
  'IPv4-translated': ['::ffff:0:127.0.0.1'],
  NAT64: ['64:ff9b::127.0.0.1', '64:ff9b::8.8.8.8', '64:ff9b:1::a00:1'],
  '6to4': ['2002:7f00:1::', '2002:808:808::1'],
  Teredo: ['2001::1', '2001:0:53aa:64c:0:0:80ff:fffe'],
  discard: ['100::1'],
};

for (const [kind, addresses] of Object.entries(REFUSED_ADDRESSES)) {
  test(`addresses that are ${kind} are refused, in the URL and behind a name`, async (t) => {
    const { port, connectionCount } = await countingServer(t);
    const rules = { ...OPEN, ports: [port] };

    for (const address of addresses) {
      const host = address.includes(':') ? `[${address}]` : address;
      const { lookup } = resolver(address);
      const urls = [`http://${host}:${port}/`, `https://${host}:${port}/`];
      for (const url of urls) {
        assert.equal(refusalOf(url, rules)?.code, 'SOURCE_REFUSED', url);
        const direct = await failureOf(fetchSource(url, rules, LIMITS));
        assert.equal(direct.code, 'SOURCE_REFUSED', url);
      }
      const named = `http://files.example:${port}/`;
      const byName = await failureOf(fetchSource(named, rules, { ...LIMITS, lookup }));
      assert.equal(byName.code, 'SOURCE_REFUSED', address);
      assert.equal(byName.retryable, false);
    }
    assert.equal(connectionCount(), 0);
  });
}

const SPELLINGS = [
  '2130706433',
  '0x7f000001',
  '017700000001',
  '0x7f.1',
  '127.1',
  '127.0.1',
  '0177.0.0.1',
  '127.0.0.1.',
  '0',
  '%31%32%37.0.0.1',
  '１２７.0.0.1',
  '①②⑦.0.0.1',
  '127。0。0。1',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'app.localhost',
  '0xa9fea9fe',
  '[0:0:0:0:0:0:0:1]',
  '[0000::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:0x7f.1]',
  '[fe80::1%25eth0]',
  '[fe80::1%eth0]',
];

test('an address that is not public is refused in every notation, without a connection', async (t) => {
  const { port, connectionCount } = await countingServer(t);
  const rules = { ...OPEN, ports: [port] };

  for (const host of SPELLINGS) {
    const url = `http://${host}:${port}/x?token=hidden`;
    assert.equal(refusalOf(url, rules)?.code, 'SOURCE_REFUSED', host);
    const error = await failureOf(fetchSource(url, rules, LIMITS));
    assert.equal(error.code, 'SOURCE_REFUSED', host);
    assert.ok(!error.message.includes('hidden'));
  }
  assert.equal(connectionCount(), 0);
});

test('a name with several addresses is refused when one of them is not public', async (t) => {
  const { port, connectionCount } = await countingServer(t);
  const rules = { ...OPEN, ports: [port] };

  for (const addresses of [
    ['93.184.216.34', '127.0.0.1'],
    ['127.0.0.1', '93.184.216.34'],
    ['2606:2800:220:1::1', '::1'],
    ['93.184.216.34', 'fe80::1%lo'],
    ['93.184.216.34', 'nonsense'],
  ]) {
    const { lookup } = resolver(...addresses);
    const url = `http://files.example:${port}/`;
    const error = await failureOf(fetchSource(url, rules, { ...LIMITS, lookup }));
    assert.equal(error.code, 'SOURCE_REFUSED', String(addresses));
  }
  assert.equal(connectionCount(), 0);
});

test('a private address in an allowed CIDR is reached', async (t) => {
  const origin = await serve(t, (_request, response) =>
    response.end('builder.CreateFile("docx");'),
  );

  const fetched = await fetchSource(`${origin}/a`, localRules(origin), LIMITS);

  assert.equal(fetched.toString(), 'builder.CreateFile("docx");');
});

test('an allowed IPv4 range does not allow IPv4 addresses embedded in IPv6', async (t) => {
  const { port, connectionCount } = await countingServer(t);
  const rules = localRules(`http://x:${port}`);

  for (const address of ['::ffff:127.0.0.1', '::127.0.0.1', '64:ff9b::127.0.0.1']) {
    const error = await failureOf(fetchSource(`http://[${address}]:${port}/`, rules, LIMITS));
    assert.equal(error.code, 'SOURCE_REFUSED');
  }
  assert.equal(connectionCount(), 0);
});

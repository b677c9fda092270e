import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { GatewayError } from '../../shared/errors.ts';
import { fetchSource, type SourceLimits } from '../../shared/sources/fetch-source.ts';
import {
  checkSourceUrl,
  parseSourceRules,
  type SourceRules,
} from '../../shared/sources/source-url.ts';
import { serve } from '../serve.ts';

const STRICT: SourceRules = { schemes: ['https'], ports: [443], allow: [], ownHosts: [] };

/** The most permissive rules of a deployment: only addresses can be refused. */
const OPEN: SourceRules = {
  schemes: ['http', 'https'],
  ports: [80, 443],
  allow: [],
  ownHosts: ['gateway.example', 'docs.example:8443'],
};

const LIMITS = { maxBytes: 1_000, timeoutMs: 2_000 };

/** Rules that allow this machine, as tests need. */
function localRules(origin: string): SourceRules {
  return { ...OPEN, ports: [Number(new URL(origin).port)], allow: ['127.0.0.0/8'] };
}

function refusalOf(url: string, rules: SourceRules): GatewayError | undefined {
  try {
    checkSourceUrl(url, rules);
    return undefined;
  } catch (error) {
    return error as GatewayError;
  }
}

function failureOf(fetched: Promise<unknown>): Promise<GatewayError> {
  return fetched.then(
    () => assert.fail('the download succeeded'),
    (error) => error,
  );
}

/** Resolves every name to these addresses and records the look-ups. */
function resolver(...addresses: string[]) {
  const asked: string[] = [];
  const lookup: SourceLimits['lookup'] = async (hostname) => {
    asked.push(hostname);
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return { asked, lookup };
}

/** A server that counts its connections, on IPv4 and IPv6. */
async function canary(t: TestContext) {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  t.after(() => server.close());
  await once(server.listen(0), 'listening');
  return { port: (server.address() as AddressInfo).port, heard: () => connections };
}

test('the test server counts a connection that the rules allow', async (t) => {
  const { port, heard } = await canary(t);
  const rules = localRules(`http://x:${port}`);

  const error = await failureOf(fetchSource(`http://127.0.0.1:${port}/`, rules, LIMITS));

  assert.equal(error.code, 'SOURCE_DOWNLOAD');
  assert.equal(heard(), 1);
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
    const { port, heard } = await canary(t);
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
    assert.equal(heard(), 0);
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
  const { port, heard } = await canary(t);
  const rules = { ...OPEN, ports: [port] };

  for (const host of SPELLINGS) {
    const url = `http://${host}:${port}/x?token=hidden`;
    assert.equal(refusalOf(url, rules)?.code, 'SOURCE_REFUSED', host);
    const error = await failureOf(fetchSource(url, rules, LIMITS));
    assert.equal(error.code, 'SOURCE_REFUSED', host);
    assert.ok(!error.message.includes('hidden'));
  }
  assert.equal(heard(), 0);
});

test('a name with several addresses is refused when one of them is not public', async (t) => {
  const { port, heard } = await canary(t);
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
  assert.equal(heard(), 0);
});

test('a name is looked up once, and the connection goes to the address that was found', async (t) => {
  const origin = await serve(t, (request, response) => response.end(request.headers.host));
  const { port } = new URL(origin);
  const { asked, lookup } = resolver('127.0.0.1');
  const url = `http://files.example:${port}/a`;

  const fetched = await fetchSource(url, localRules(origin), { ...LIMITS, lookup });

  assert.equal(fetched.toString(), `files.example:${port}`);
  assert.deepEqual(asked, ['files.example']);
});

test('a name that resolves to another address later is not connected to at that address', async (t) => {
  const { port, heard } = await canary(t);
  let looks = 0;
  // 192.0.2.1 is allowed here and leads nowhere: a second look would lead to the canary.
  const lookup: SourceLimits['lookup'] = async () => {
    looks += 1;
    return [{ address: looks === 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }];
  };
  const rules = { ...OPEN, ports: [port], allow: ['192.0.2.0/24'] };
  const limits = { ...LIMITS, timeoutMs: 300, lookup };

  const error = await failureOf(fetchSource(`http://files.example:${port}/`, rules, limits));

  assert.equal(error.code, 'SOURCE_DOWNLOAD');
  assert.equal(looks, 1);
  assert.equal(heard(), 0);
});

test('over TLS, the server receives the name of the host in SNI', async (t) => {
  const hello = Promise.withResolvers<Buffer>();
  const server = createServer((socket) =>
    socket.once('data', (data) => {
      hello.resolve(data);
      socket.destroy();
    }),
  );
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const { lookup } = resolver('127.0.0.1');
  const rules = localRules(`http://x:${port}`);

  const failed = failureOf(
    fetchSource(`https://files.example:${port}/`, rules, { ...LIMITS, lookup }),
  );

  assert.ok((await hello.promise).includes('files.example'));
  assert.equal((await failed).code, 'SOURCE_DOWNLOAD');
});

const BAD_FORMS = {
  'has another scheme': [
    'http://files.example/',
    'ftp://files.example/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'gopher://files.example/',
    'javascript:alert(1)',
    's3://bucket/key',
  ],
  'contains credentials': [
    'https://user:pass@files.example/',
    'https://user@files.example/',
    'https://@files.example/',
    'https://:@files.example/',
    'https://good.example@evil.example/',
  ],
  'has a port that is not allowed': [
    'https://files.example:80/',
    'https://files.example:8443/',
    'https://files.example:22/',
    'https://files.example:0/',
  ],
  'contains a character that parsers drop or change': [
    'https://files.example\\@evil.example/',
    'https:\\\\files.example\\',
    'https://files.example/a\\b',
    'https://files.\texample/',
    'https://files.example/\r\nHost: x',
    'https://files.example/a\u0000b',
    'https://files.example/a b',
    ' https://files.example/',
    'https://files.example/\n',
    'https://files.example/\u0085',
    'https://files.example/\u2028',
    'https://files.example/\u007f',
  ],
  'is not an absolute URL': [
    '',
    '/a',
    '//files.example/a',
    'files.example/a',
    'https:files.example',
    'https:/files.example',
    'https:///files.example',
    'https://',
    'https://?x',
    'https://files.example:99999/',
    'https://[::1/',
    'https://1.2.3.4.5/',
    `https://files.example/${'a'.repeat(4_096)}`,
  ],
};

for (const [kind, urls] of Object.entries(BAD_FORMS)) {
  test(`a URL that ${kind} is refused, and the error quotes only the rule`, () => {
    for (const url of urls) {
      const error = refusalOf(url, STRICT);
      assert.equal(error?.code, 'SOURCE_REFUSED', JSON.stringify(url));
      assert.match(error.message, /^the source's URL (is|has|contains)/);
      assert.ok(!error.message.includes('pass@'));
    }
  });
}

test('hosts of this gateway are refused in every notation, with a port where the rule has one', () => {
  for (const url of [
    'https://gateway.example/v1/builds',
    'https://GATEWAY.example./v1/builds',
    'http://gateway.example/',
  ]) {
    assert.match(refusalOf(url, OPEN)?.message ?? '', /has a host of this gateway/);
  }
  const rules = { ...OPEN, ports: [443, 8443] };
  assert.match(
    refusalOf('https://docs.example:8443/', rules)?.message ?? '',
    /has a host of this gateway/,
  );
  assert.equal(refusalOf('https://docs.example/', rules), undefined);
});

test('a URL with a public host is accepted', () => {
  for (const url of [
    'https://files.example/report.docbuilder?X-Amz-Signature=1#x',
    'https://FILES.example:443/a%20b',
    'https://счёт.example/',
    'https://93.184.216.34/',
    'https://[2606:2800:220:1:248:1893:25c8:1946]/',
    'https://a_b.example/',
  ]) {
    assert.equal(checkSourceUrl(url, STRICT).href, new URL(url).href);
  }
});

test('a private address in an allowed CIDR is reached', async (t) => {
  const origin = await serve(t, (_request, response) =>
    response.end('builder.CreateFile("docx");'),
  );

  const fetched = await fetchSource(`${origin}/a`, localRules(origin), LIMITS);

  assert.equal(fetched.toString(), 'builder.CreateFile("docx");');
});

test('an allowed IPv4 range does not allow IPv4 addresses embedded in IPv6', async (t) => {
  const { port, heard } = await canary(t);
  const rules = localRules(`http://x:${port}`);

  for (const address of ['::ffff:127.0.0.1', '::127.0.0.1', '64:ff9b::127.0.0.1']) {
    const error = await failureOf(fetchSource(`http://[${address}]:${port}/`, rules, LIMITS));
    assert.equal(error.code, 'SOURCE_REFUSED');
  }
  assert.equal(heard(), 0);
});

/** Fetches from a server on this machine, by a name, under rules that allow it. */
async function fetchFrom(t: TestContext, listener: RequestListener, limits = {}) {
  const origin = await serve(t, listener);
  const { lookup } = resolver('127.0.0.1');
  const url = `http://files.example:${new URL(origin).port}/a?token=hidden`;
  return fetchSource(url, localRules(origin), { ...LIMITS, lookup, ...limits });
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`a redirect with ${status} is refused and not followed`, async (t) => {
    const paths: string[] = [];
    const error = await failureOf(
      fetchFrom(t, (request, response) => {
        paths.push(request.url ?? '');
        response.writeHead(status, { location: 'http://169.254.169.254/' }).end();
      }),
    );

    assert.equal(error.code, 'SOURCE_REFUSED');
    assert.match(error.message, /answered with a redirect \(30[12378]\), which is not followed/);
    assert.deepEqual(paths, ['/a?token=hidden']);
  });
}

for (const status of [204, 206, 401, 403, 404, 500, 503]) {
  test(`status ${status} of the source is SOURCE_DOWNLOAD`, async (t) => {
    const error = await failureOf(
      fetchFrom(t, (_request, response) => response.writeHead(status).end()),
    );

    assert.equal(error.code, 'SOURCE_DOWNLOAD');
    assert.equal(error.message, `the source's host files.example answered ${status}`);
  });
}

test('a compressed answer is refused before its body is read', async (t) => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  for (const encoding of ['gzip', 'br', 'deflate', 'GZIP', 'identity, gzip']) {
    const error = await failureOf(
      fetchFrom(t, (request, response) => {
        assert.equal(request.headers['accept-encoding'], 'identity');
        response.setHeader('content-encoding', encoding).end(bomb);
      }),
    );
    assert.equal(error.code, 'SOURCE_REFUSED');
  }
});

test('a source of exactly maxBytes is accepted, and one byte more is refused', async (t) => {
  const fine = await fetchFrom(t, (_request, response) => response.end('x'.repeat(1_000)));
  assert.equal(fine.length, 1_000);

  const announced = await failureOf(
    fetchFrom(t, (_request, response) => response.end('x'.repeat(1_001))),
  );
  assert.equal(announced.code, 'SCRIPT_TOO_LARGE');

  const unannounced = await failureOf(
    fetchFrom(t, (_request, response) => {
      response.write('x'.repeat(1_000));
      response.end('x');
    }),
  );
  assert.equal(unannounced.code, 'SCRIPT_TOO_LARGE');
});

test('an endless answer is read up to the limit only', async (t) => {
  const closed = Promise.withResolvers<void>();
  const error = await failureOf(
    fetchFrom(t, (_request, response) => {
      const more = setInterval(() => response.write('x'.repeat(500)), 5);
      response.on('close', () => {
        clearInterval(more);
        closed.resolve();
      });
    }),
  );

  assert.equal(error.code, 'SCRIPT_TOO_LARGE');
  await closed.promise;
});

const slowness: Record<string, RequestListener> = {
  'says nothing': () => {},
  'sends headers and then nothing': (_request, response) => response.flushHeaders(),
  'sends a byte now and then': (_request, response) => {
    const drip = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(drip));
  },
};

for (const [kind, listener] of Object.entries(slowness)) {
  test(`a source that ${kind} times out`, async (t) => {
    const startedAt = performance.now();

    const error = await failureOf(fetchFrom(t, listener, { timeoutMs: 150 }));

    assert.equal(error.code, 'SOURCE_DOWNLOAD');
    assert.match(error.message, /it timed out$/);
    assert.ok(performance.now() - startedAt < 1_500);
  });
}

test('a look-up that never ends times out', async () => {
  const lookup = () => new Promise<never>(() => {});
  const limits = { ...LIMITS, timeoutMs: 50, lookup };

  const error = await failureOf(fetchSource('https://files.example/', STRICT, limits));

  assert.equal(error.code, 'SOURCE_DOWNLOAD');
});

test('a name without an address, or that does not exist, is SOURCE_DOWNLOAD', async () => {
  const { lookup } = resolver();
  const none = await failureOf(
    fetchSource('https://files.example/', STRICT, { ...LIMITS, lookup }),
  );
  assert.equal(none.message, "the source's host files.example has no address");

  const unknown = await failureOf(fetchSource('https://files.invalid/', STRICT, LIMITS));
  assert.equal(unknown.code, 'SOURCE_DOWNLOAD');
});

test('a truncated body is SOURCE_DOWNLOAD and not a shorter script', async (t) => {
  const cut: RequestListener[] = [
    (_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half');
      setImmediate(() => response.socket?.destroy());
    },
    (_request, response) => {
      response.write('half');
      setImmediate(() => response.socket?.destroy());
    },
  ];
  for (const listener of cut) {
    const error = await failureOf(fetchFrom(t, listener));
    assert.equal(error.code, 'SOURCE_DOWNLOAD');
    assert.ok(!error.message.includes('hidden'));
  }
});

test('the signal of the caller aborts the download', async (t) => {
  const gone = new AbortController();

  const failed = failureOf(fetchFrom(t, () => gone.abort(), { signal: gone.signal }));

  assert.equal((await failed).code, 'SOURCE_DOWNLOAD');
});

test('an aborted signal prevents the look-up', async () => {
  const { asked, lookup } = resolver('127.0.0.1');
  const limits = { ...LIMITS, lookup, signal: AbortSignal.abort() };

  const error = await failureOf(fetchSource('https://files.example/', STRICT, limits));

  assert.equal(error.code, 'SOURCE_DOWNLOAD');
  assert.deepEqual(asked, []);
});

test('no cookie, token or name of this machine is sent with the request', async (t) => {
  const fetched = await fetchFrom(t, (request, response) =>
    response.end(JSON.stringify(request.headers)),
  );

  const { host, ...headers } = JSON.parse(fetched.toString());
  assert.match(host, /^files\.example:\d+$/);
  assert.deepEqual(headers, {
    'accept-encoding': 'identity',
    'user-agent': 'docs-gateway',
    connection: 'close',
  });
});

test('rules are parsed from JSON, and invalid rules are named', () => {
  assert.deepEqual(parseSourceRules(JSON.stringify(OPEN)), OPEN);

  const wrong = [
    { ...STRICT, schemes: ['ftp'] },
    { ...STRICT, ports: [0] },
    { ...STRICT, ports: [65_536] },
    { ...STRICT, ports: [1.5] },
    { ...STRICT, allow: ['10.0.0.0'] },
    { ...STRICT, allow: ['10.0.0.0/33'] },
    { ...STRICT, ownHosts: undefined },
  ];
  for (const rules of wrong) {
    assert.throws(() => parseSourceRules(JSON.stringify(rules)), /rules for sources are not valid/);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSourceUrl, parseSourceRules } from '../../../shared/sources/source-url.ts';
import { OPEN, refusalOf, STRICT } from '../../support/sources.ts';

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

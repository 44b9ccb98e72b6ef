import { expect, test } from '@jest/globals';
import { type Stage, tooLate } from '../../../src/http/progress.ts';
import { ProxyRefusal } from '../../../src/http/proxy.ts';
import type { Route } from '../../../src/http/route.ts';
import { connectionFailure } from '../../../src/http/troubles/network.ts';

const cloud: Route = {
  url: new URL('https://cloud.example:5000/v3'),
  proxy: undefined,
  cloud: { url: new URL('https://cloud.example:5000'), trust: { insecure: false } },
  setting: '`auth-url`',
};
const proxied: Route = {
  ...cloud,
  proxy: { url: new URL('http://proxy.example:3128'), variable: 'https_proxy' },
};

const compare =
  "Compare `auth-url` with the Identity endpoint in your cloud's dashboard (API access, or the openrc file).";
const operator = "Tell the service's operator.";
const schemeAndPort = 'Check scheme and port of `auth-url`.';

type Told = readonly [code: string, message: string, reasons: readonly string[], advice: readonly string[]];

function told(error: unknown, route: Route = cloud, stage: Stage = 'connection'): Told {
  const { code, message, reasons, advice } = connectionFailure('The login', route, { stage }, error);
  return [code, message, reasons, advice];
}

const unknownHost: Told = [
  'host-unknown',
  'The login failed: no address is known for the host cloud.example.',
  [
    'The host name in `auth-url` is misspelt, or its region does not exist.',
    'The name is known only inside a private network, which a hosted runner is not in.',
  ],
  [compare],
];
const refused: Told = [
  'connection-refused',
  'The login failed: cloud.example:5000 refused the connection.',
  ['The port in `auth-url` is wrong.', 'The service is down.'],
  [compare],
];
const unreachable: Told = [
  'connection-refused',
  'The login failed: there is no way from this runner to cloud.example:5000.',
  ['The address belongs to a private network, or to an IP version this runner does not have.'],
  ['Run the job on a self-hosted runner inside that network.'],
];
const broken: Told = [
  'connection-broken',
  'The login failed: cloud.example:5000 closed the connection before its answer was complete.',
  [
    'The service or a proxy before it was restarted.',
    'The port speaks TLS and `auth-url` says http, or the other way round.',
  ],
  ['Run the job again; if it stays so, check scheme and port of `auth-url`.'],
];
const notHttp: Told = [
  'connection-broken',
  'The login failed: the answer of cloud.example:5000 is not HTTP.',
  ['The port speaks TLS and `auth-url` says http.', 'Another service listens at that port.'],
  [schemeAndPort],
];
const longHeaders: Told = [
  'answer-too-large',
  'The login failed: cloud.example:5000 answered with headers of more than 256 KiB.',
  [],
  [compare],
];
const garbled: Told = [
  'answer-unreadable',
  'The login failed: the answer of cloud.example:5000 is not packed as its Content-Encoding says.',
  ['A proxy or load balancer in between has changed it.'],
  [operator],
];
const untrusted: Told = [
  'tls-untrusted',
  'The login failed: the certificate of cloud.example:5000 was issued by an authority that this runner does not trust.',
  [
    'The server has a certificate of a private authority.',
    'A proxy in between shows a certificate of its own.',
    'The server does not send its intermediate certificate.',
  ],
  ['Give the certificate authority with the input `cacert` (PEM, or a path).'],
];
const selfSigned: Told = [
  'tls-untrusted',
  'The login failed: cloud.example:5000 shows a self-signed certificate, which this runner does not trust.',
  [],
  ['Give that certificate with the input `cacert` (PEM, or a path).'],
];
const expired: Told = [
  'tls-expired',
  'The login failed: the certificate of cloud.example:5000, or one that it was issued by, has expired.',
  ["The service's operator has not renewed it.", "This runner's clock is wrong."],
  ["Tell the service's operator; on a self-hosted runner, check the clock."],
];
const notYetValid: Told = [
  'tls-expired',
  'The login failed: the certificate of cloud.example:5000, or one that it was issued by, is not valid yet.',
  ["This runner's clock is wrong."],
  ["On a self-hosted runner, check the clock; elsewhere, tell the service's operator."],
];
const noTls: Told = [
  'tls-failed',
  'The login failed: cloud.example:5000 does not speak TLS at that port.',
  ['The scheme in `auth-url` is https, and the port speaks plain http.'],
  [schemeAndPort],
];
const noCommon: Told = [
  'tls-failed',
  'The login failed: cloud.example:5000 and this runner have no version of TLS or no cipher in common.',
  ['The server speaks only TLS 1.1 or older.', 'The server wants a client certificate.'],
  ["Tell the service's operator, or give a client certificate with the inputs `cert` and `key`."],
];
const clientRefused: Told = [
  'tls-client-refused',
  'The login failed: cloud.example:5000 did not accept the client certificate, or wants one and was given none.',
  ['The server does not trust the authority that issued it.', 'It has expired or is made for other uses.'],
  ['Give a client certificate and its key with the inputs `cert` and `key`.'],
];
const otherTls: Told = [
  'tls-failed',
  'The login failed: no TLS connection to cloud.example:5000 came about.',
  ['Something in between does not let TLS through.', 'The server does not serve that host name.'],
  ['Check scheme, host and port of `auth-url`.'],
];

function unfit(code: string): Told {
  return [
    'tls-untrusted',
    `The login failed: the certificate chain of cloud.example:5000 does not pass the check “${code}”.`,
    ['A certificate in it is revoked, too weak, or not made for a server.'],
    [operator],
  ];
}

function withCode(code: unknown, message = 'x'): Error {
  return Object.assign(new Error(message), { code });
}

test.each<[string, Told]>([
  ...['ENOTFOUND', 'EAI_FAIL', 'EAI_NODATA'].map((code): [string, Told] => [code, unknownHost]),
  ['ECONNREFUSED', refused],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ETIMEDOUT'].map((code): [string, Told] => [code, unreachable]),
  ...['ECONNRESET', 'EPIPE', 'Z_BUF_ERROR', '', 'NO_HPE_', 'NO_CERT', 'NO_EPROTO'].map((code): [string, Told] => [
    code,
    broken,
  ]),
  ['HPE_INVALID_CONSTANT', notHttp],
  ['HPE_HEADER_OVERFLOW', longHeaders],
  ['Z_DATA_ERROR', garbled],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', selfSigned],
  ...[
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_UNTRUSTED',
  ].map((code): [string, Told] => [code, untrusted]),
  ...[
    'CERT_REVOKED',
    'CRL_HAS_EXPIRED',
    'INVALID_PURPOSE',
    'PATH_LENGTH_EXCEEDED',
    'UNSPECIFIED',
    'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  ].map((code): [string, Told] => [code, unfit(code)]),
  ['CERT_HAS_EXPIRED', expired],
  ['CERT_NOT_YET_VALID', notYetValid],
  ...['EPROTO', 'ERR_SSL_NO_PROTOCOLS_AVAILABLE', 'ERR_TLS_HANDSHAKE_TIMEOUT'].map((code): [string, Told] => [
    code,
    otherTls,
  ]),
])('Node’s %s', (code, explained) => {
  expect(told(withCode(code))).toEqual(explained);
});

test('a name server that does not answer', () => {
  expect(told(withCode('EAI_AGAIN'))).toEqual([
    'host-unknown',
    'The login failed: the name server gave no answer about the host cloud.example.',
    [
      'The name server of this runner is down or out of reach. The name itself may be right.',
      'The container of the job has no network.',
    ],
    ["Run the job again; if it stays so, check the runner's or the container's DNS settings."],
  ]);
});

test.each<[string, unknown, boolean]>([
  ['an alert of TLS', Buffer.from([21, 3, 3, 0, 2, 2, 70]), true],
  ['an alert of SSL', Buffer.from([21, 2, 0]), false],
  ['another record', Buffer.from([22, 3, 3]), false],
  ['a text', 'SSH-2.0', false],
])('what is no HTTP may be %s', (_, rawPacket, isTls) => {
  const error = Object.assign(withCode('HPE_INVALID_CONSTANT'), { rawPacket });
  expect(told(error)).toEqual(
    isTls
      ? [
          'tls-failed',
          'The login failed: cloud.example:5000 speaks TLS at that port, and `auth-url` begins with http://.',
          [],
          ['Begin it with https://.'],
        ]
      : notHttp,
  );
});

test('a connection that is closed in the handshake', () => {
  expect(told(withCode('ECONNRESET'), cloud, 'tls')).toEqual([
    'connection-broken',
    'The login failed: cloud.example:5000 closed the connection in the TLS handshake.',
    [
      'The port speaks plain http, and `auth-url` begins with https://.',
      'Something in between lets connections through, but not TLS.',
      'The service or a proxy before it was restarted.',
    ],
    ['Run the job again; if it stays so, check scheme and port of `auth-url`.'],
  ]);
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'ENOTFOUND'],
  ['an error without a code', new Error('ENOTFOUND')],
  ['an error with a number for a code', withCode(7)],
])('what is thrown may be %s', (_, error) => {
  expect(told(error)).toEqual(broken);
});

// As OpenSSL writes its errors: library and reason in hexadecimal, and what they mean.
test.each<[string, Told]>([
  ['0A0000C6:SSL routines:tls_get_more_records:packet length too long', noTls],
  ['0A00010B:SSL routines:tls_validate_record_header:wrong version number', noTls],
  ['0A000102:SSL routines:tls_process_server_hello:unsupported protocol', noCommon],
  ['0A000410:SSL routines:ssl3_read_bytes:ssl/tls alert handshake failure', noCommon],
  ['0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version', noCommon],
  ['0A00042F:SSL routines:ssl3_read_bytes:tlsv1 alert insufficient security', noCommon],
  ['0A000412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate', clientRefused],
  ['0A000413:SSL routines:ssl3_read_bytes:sslv3 alert unsupported certificate', clientRefused],
  ['0A000414:SSL routines:ssl3_read_bytes:sslv3 alert certificate revoked', clientRefused],
  ['0A000415:SSL routines:ssl3_read_bytes:sslv3 alert certificate expired', clientRefused],
  ['0A000416:SSL routines:ssl3_read_bytes:sslv3 alert certificate unknown', clientRefused],
  ['0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca', clientRefused],
  ['0A000419:SSL routines:ssl3_read_bytes:tlsv1 alert access denied', clientRefused],
  ['0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required', clientRefused],
  ['0A000438:SSL routines:ssl3_read_bytes:tlsv1 alert internal error', otherTls],
])('OpenSSL’s %s', (reason, explained) => {
  const message = `00A0B1C2D37F0000:error:${reason}:../deps/openssl/ssl/record/rec_layer_s3.c:1590:\n`;
  expect(told(withCode('EPROTO', message))).toEqual(explained);
  // Some have a code of their own.
  expect(told(withCode('ERR_SSL_OF_ITS_OWN', message))).toEqual(explained);
});

/** What is told of a server that is not the cloud, and of one that the user did not choose. */
const others: [string, Route][] = [
  ['another server', { ...cloud, url: new URL('https://idp.example') }],
  ['GitHub', { ...cloud, url: new URL('https://idp.example'), cloud: undefined }],
  ['a proxy', { ...proxied, url: new URL('https://idp.example') }],
];

test.each(others)('of %s, nothing is advised about trust that does not count there', (_, route) => {
  const stage = route.proxy ? 'proxy' : 'tls';
  const ofCode = (code: string): string => JSON.stringify(told(withCode(code), route, stage));
  for (const code of ['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT']) {
    expect(ofCode(code)).toMatch(route.cloud ? /`cacert` \(PEM/ : /`SSL_CERT_FILE` or `NODE_EXTRA_CA_CERTS`/);
    expect(ofCode(code).includes('cacert')).toBe(route.cloud !== undefined);
  }
  const alert = (number: string): Told =>
    told(withCode('EPROTO', `error:0A000${number}:SSL routines::x`), route, stage);
  expect(alert('410')[3]).toEqual([operator]);
  expect(alert('45C').slice(1)).toEqual([
    expect.stringMatching(/ wants a client certificate, and is shown none\.$/),
    ['The inputs `cert` and `key` are shown to the cloud alone.'],
    ["Have the service's operator let this runner in without one."],
  ]);
});

test('an error of another library of OpenSSL’s is none of TLS', () => {
  expect(told(withCode('EPIPE', 'error:0B000074:x509 certificate routines::key values mismatch'))).toEqual(broken);
});

test.each([
  ['ERR_TLS_CERT_ALTNAME_INVALID', { subjectaltname: 'DNS:a.example, DNS:b.example' }, 'DNS:a.example, DNS:b.example'],
  ['HOSTNAME_MISMATCH', { subject: {} }, 'none'],
])('a certificate for other names: %s', (code, cert, names) => {
  expect(told(Object.assign(withCode(code), { cert }))).toEqual([
    'tls-host-mismatch',
    "The login failed: the server's certificate is not made out for cloud.example.",
    ['The server is named in `auth-url` by an address or an alias that its certificate does not list.'],
    [`Use a name that the certificate is made out for: “${names}”.`],
  ]);
});

test('advice is about where the URL came from', () => {
  const [, , reasons, advice] = told(withCode('ECONNREFUSED'), { ...cloud, setting: '`discovery-endpoint`' });
  expect({ reasons, advice }).toEqual({
    reasons: ['The port in `discovery-endpoint` is wrong.', 'The service is down.'],
    advice: ['Check `discovery-endpoint`.'],
  });
});

const checkProxy = 'Check `https_proxy` and `no_proxy` in the environment of the job.';

test.each<[string, unknown, Told]>([
  [
    'an unknown name',
    withCode('ENOTFOUND'),
    [
      'host-unknown',
      'The login failed: no address is known for the host proxy.example (a proxy).',
      [
        'The host name in the environment variable `https_proxy` is misspelt, or its region does not exist.',
        'The name is known only inside a private network, which a hosted runner is not in.',
      ],
      [checkProxy],
    ],
  ],
  [
    'a wish for a user and a password',
    new ProxyRefusal(407, cloud.url),
    [
      'proxy-refused',
      'The login failed: the proxy proxy.example:3128 wants a user and a password (407).',
      [
        'There are none, or wrong ones, in the environment variable `https_proxy`.',
        'The proxy takes NTLM or Kerberos logins only.',
      ],
      ['They go before the host: http://user:password@proxy.example:3128, special characters percent-encoded.'],
    ],
  ],
  [
    'a no',
    new ProxyRefusal(499, cloud.url),
    [
      'proxy-refused',
      'The login failed: the proxy proxy.example:3128 does not allow the connection (499).',
      ['The proxy lets only certain hosts through, or certain ports (mostly 443).'],
      ['Have the host and its port allowed there, or go past the proxy.', checkProxy],
    ],
  ],
  [
    'no way to the host',
    new ProxyRefusal(500, cloud.url),
    [
      'proxy-unavailable',
      'The login failed: the proxy proxy.example:3128 could not open the connection (500).',
      ['The proxy does not know the host name, or cannot reach the host.'],
      [checkProxy],
    ],
  ],
])('a proxy with %s', (_, error, explained) => {
  expect(told(error, proxied, 'proxy')).toEqual(explained);
});

test('behind a proxy that has opened the connection it is the cloud that fails', () => {
  expect(told(withCode('ECONNRESET'), proxied, 'answer')).toEqual(broken);
});

test.each<[Stage, string, string[]]>([
  ['name', 'the name cloud.example was not resolved', ['The name server that this runner asks does not answer.']],
  [
    'connection',
    'no connection to cloud.example:5000 came about',
    ['Packets are dropped instead of refused: by a firewall, or because only a private network reaches the address.'],
  ],
  [
    'proxy',
    'the proxy proxy.example:3128 did not open a connection',
    ['The proxy cannot reach the cloud either, or is no HTTP proxy.'],
  ],
  [
    'tls',
    'cloud.example:5000 did not finish the TLS handshake',
    ['The port speaks no TLS and waits for more.', 'Something in between lets connections through, but not TLS.'],
  ],
  [
    'answer',
    'cloud.example:5000 has the request and did not answer it',
    ['The cloud is slow just now.', 'The port speaks no HTTP.'],
  ],
  [
    'body',
    'cloud.example:5000 began an answer and did not end it',
    ['The cloud, or a proxy in between, is slow just now or has lost the connection.'],
  ],
])('time that is up while waiting for the %s', (stage, text, reasons) => {
  const { code, message, reasons: given, advice } = tooLate('The login', proxied, { stage }, '3 s of an attempt');
  expect({ code, message, reasons: given, advice }).toEqual({
    code: 'deadline-exceeded',
    message: `The login did not finish within the 3 s of an attempt: ${text}.`,
    reasons,
    advice: [
      'Check that this runner can reach the host; hosted runners come from public addresses.',
      'Give more time with the input `timeout` (seconds).',
    ],
  });
});

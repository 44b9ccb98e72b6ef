import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import { issuedTokens, isWellFormed, parseToken, sealToken, soleToken, utc } from '../../src/keystone/token.ts';
import { Secret } from '../../src/secret.ts';

const id = new Secret('gAAAA');
const seal = (text: string) => new Secret(text);

const body = {
  methods: ['password', 'totp'],
  issued_at: '2026-11-22T10:00:00.000000Z',
  expires_at: '2026-11-22T11:30:00.500000Z',
  user: { id: 'u', name: 'demo', domain: { id: 'ud', name: 'users' } },
};

function parse(token: unknown) {
  return parseToken(id, { status: 201, headers: {}, body: JSON.stringify({ token }) }, 'cloud.example');
}

function refusalOf(work: () => unknown): Pick<Failure, 'code' | 'message' | 'reasons' | 'advice'> | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) {
      const { code, message, reasons, advice } = error;
      return { code, message, reasons, advice };
    }
  }
  return undefined;
}

test('reads a project’s token', () => {
  const project = { id: 'p', name: 'web', domain: { id: 'pd', name: 'Projects' } };
  expect(parse({ ...body, project, roles: [{ id: 'r', name: 'member' }] })).toEqual({
    id,
    issuedAt: new Date('2026-11-22T10:00:00Z'),
    expiresAt: new Date('2026-11-22T11:30:00.500Z'),
    lifetime: 5400,
    methods: ['password', 'totp'],
    user: { id: 'u', name: 'demo' },
    scope: 'project',
    project: { id: 'p', name: 'web' },
    domain: { id: 'pd', name: 'Projects' },
    roles: ['member'],
    exchangeable: true,
    revocable: true,
  });
});

test('reads a domain’s token', () => {
  const { scope, project, domain } = parse({ ...body, domain: { id: 'd', name: 'Default' } });
  expect({ scope, project, domain }).toEqual({
    scope: 'domain',
    project: undefined,
    domain: { id: 'd', name: 'Default' },
  });
});

test('reads the catalogue, where there is one', () => {
  const catalog = [{ type: 'compute', endpoints: [{ interface: 'public', region_id: 'r', url: 'https://nova' }] }];
  expect(parse({ ...body, catalog }).catalog).toEqual([
    { type: 'compute', endpoints: [{ interface: 'public', region: 'r', url: 'https://nova' }] },
  ]);
  expect(parse(body)).not.toHaveProperty('catalog');
});

test.each([
  [{ id: 'u' }, { id: 'u', name: '' }],
  [{ name: 'demo' }, { id: '', name: 'demo' }],
])('takes the user %j for one', (user, named) => {
  expect(parse({ ...body, user }).user).toEqual(named);
});

test('knows when the password ends, where it came by one', () => {
  const user = { ...body.user, password_expires_at: '2026-12-01T00:00:00.000000' };
  expect(parse({ ...body, user }).passwordExpiresAt).toEqual(new Date('2026-12-01T00:00:00Z'));
  expect(parse({ ...body, user: { ...user, password_expires_at: null } })).not.toHaveProperty('passwordExpiresAt');
  expect(parse({ ...body, user, methods: ['totp'] })).not.toHaveProperty('passwordExpiresAt');
});

test('knows the application credential it came by', () => {
  const token = parse({ ...body, application_credential: { id: 'ac1', name: 'ci' } });
  expect(token.applicationCredentialId).toBe('ac1');
  expect(parse(body)).not.toHaveProperty('applicationCredentialId');
});

test('an unscoped token has the user’s domain', () => {
  const { scope, domain, roles } = parse(body);
  expect({ scope, domain, roles }).toEqual({ scope: 'unscoped', domain: { id: 'ud', name: 'users' }, roles: [] });
});

test.each([
  ['no JSON', undefined],
  ['no user', { ...body, user: undefined }],
  ['an empty user', { ...body, user: {} }],
  ['a user that is a list', { ...body, user: ['u'] }],
  ['no beginning', { ...body, issued_at: null }],
  ['no expiry', { ...body, expires_at: null }],
  ['an expiry that is no date', { ...body, expires_at: '2026-13-45T99:00:00Z' }],
])('takes no answer with %s for a token', (_, token) => {
  expect(refusalOf(() => parse(token))).toEqual({
    code: 'not-keystone',
    message: 'cloud.example issued a token, but did not say whose it is and until when it lasts.',
    reasons: [],
    advice: ['Check that `auth-url` is the Identity endpoint; a proxy in between may have cut the answer.'],
  });
});

test('survives any JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      try {
        const token = parse(value);
        return token.user.id !== '' || token.user.name !== '';
      } catch (error) {
        return error instanceof Error && error.name === 'Failure';
      }
    }),
  );
});

test.each([
  ['2026-11-22T01:14:14', '2026-11-22T01:14:14.000Z'],
  ['2026-11-22T01:14:14.000000Z', '2026-11-22T01:14:14.000Z'],
  ['2026-11-22T01:14:14.123456', '2026-11-22T01:14:14.123Z'],
  ['2026-11-22T03:14:14+02:00', '2026-11-22T01:14:14.000Z'],
  ['2026-11-21T20:14:14-0500', '2026-11-22T01:14:14.000Z'],
])('%s is %s', (stamp, moment) => {
  expect(utc(stamp)?.toISOString()).toBe(moment);
});

test.each([
  '',
  '2026-11-22',
  'tomorrow',
  '2026-11-22 01:14:14',
  '+2026-11-22T01:14:14Z',
  '2026-11-22T01:14:14Z ',
  '2026-11-22T01:14:14+2:00',
  null,
  1700000000,
])('%j is no time', (stamp) => {
  expect(utc(stamp)).toBeUndefined();
});

const headOf = (value: string) => ({ status: 201, headers: { 'x-subject-token': value } });

function tokensIn(value: string, sealed: string[] = []): Secret[] {
  return issuedTokens(headOf(value), (text) => {
    sealed.push(text);
    return seal(text);
  });
}

test.each(['gAAAAABn_x-Y=', 'MIIDkgYJKoZI-hvcN+AQ==', 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln', '0123456789abcdef'])(
  'takes the token %s',
  (value) => {
    expect(soleToken(headOf(value), tokensIn(value), 'h')?.reveal()).toBe(value);
    expect(tokensIn(value).every(isWellFormed)).toBe(true);
  },
);

const malformed =
  'cloud.example answered with a token that is shorter than any or has characters no Keystone token has, or with several tokens.';

test.each(['gAAA b=_', 'gAAAAüüü', 'gAAA"b==', 'gAAA\tb==', '<script>'])(
  'refuses the token %j, sealed all the same',
  (value) => {
    const sealed: string[] = [];
    const tokens = tokensIn(value, sealed);
    expect(refusalOf(() => soleToken(headOf(value), tokens, 'cloud.example'))).toEqual({
      code: 'token-malformed',
      message: malformed,
      reasons: [],
      advice: ['Check that `auth-url` is the Identity endpoint; a proxy in between may have changed the answer.'],
    });
    expect(sealed).toEqual([value]);
    expect(tokens.some(isWellFormed)).toBe(false);
  },
);

test('refuses several tokens, each sealed for itself', () => {
  const sealed: string[] = [];
  const tokens = tokensIn('gAAAAone, gAAAAtwo', sealed);
  expect(() => soleToken(headOf('gAAAAone, gAAAAtwo'), tokens, 'h')).toThrow('or with several tokens');
  expect(sealed).toEqual(['gAAAAone', 'gAAAAtwo']);
});

test.each([{}, { 'x-subject-token': '' }])('finds no token in %j', (headers) => {
  expect(issuedTokens({ status: 200, headers }, seal)).toEqual([]);
  expect(soleToken({ status: 200, headers }, [], 'h')).toBeUndefined();
});

test.each(['a', 'token', 'gAAAAAA'])('takes %s for no token, and masks no word of the log by it', (value) => {
  const sealed: string[] = [];
  const tokens = tokensIn(value, sealed);
  expect(tokens).toEqual([]);
  expect(sealed).toEqual([]);
  expect(() => soleToken(headOf(value), tokens, 'cloud.example')).toThrow(malformed);
  expect(sealToken(value, seal)).toBeUndefined();
});

test('keeps eight tokens at most', () => {
  const many = Array.from({ length: 12_000 }, (_, number) => `gAAAA${number}`).map((text) => text.padEnd(8, '_'));
  expect(tokensIn(many.join(', ')).map((token) => token.reveal())).toEqual(many.slice(0, 8));
});

test.each([
  [{}, true, true],
  [{ methods: ['openid', 'mapped', 'token'] }, true, true],
  [{ methods: ['saml2', 'kerberos', 'external', 'x509'] }, true, true],
  [{ methods: ['application_credential'], application_credential: { id: 'a' } }, false, true],
  [
    { methods: ['application_credential'], application_credential: { id: 'a', access_rules: [{ id: 'r' }] } },
    false,
    false,
  ],
  [{ 'OS-TRUST:trust': { id: 't', impersonation: false } }, false, true],
  [{ 'OS-TRUST:trust': { id: 't', impersonation: true } }, false, false],
  [{ methods: ['hw_assume_role'] }, false, true],
  [{ methods: ['token', 'oauth1'] }, false, true],
  [{ methods: [] }, false, true],
])('tells whether Keystone exchanges and revokes it: %j', (said, exchangeable, revocable) => {
  expect(parse({ ...body, ...said })).toMatchObject({ exchangeable, revocable });
});

import type { Secret } from './secret.ts';

// The vocabulary between the rooms: what a user asks of Keystone (credentials → keystone) and what Keystone gave
// (keystone → runner). Types only.

/** A domain, by id or by name. An id beats a name wherever both were given. */
export type DomainRef = { readonly id: string } | { readonly name: string };

/** A user, a project or an application credential's owner: names are unique within a domain only. */
export type OwnedRef = { readonly id: string } | { readonly name: string; readonly domain: DomainRef };

/** A project; by its name alone where it can only be one of the account that logs in. */
export type ProjectRef = OwnedRef | { readonly name: string };

/** Who logs in, and with what. */
export type Login = Factor | MultifactorLogin | AssertionLogin | AgencyLogin;

/** What one request to Keystone carries, alone or together with other factors. */
export type Factor = PasswordLogin | ApplicationCredentialLogin | TokenLogin | TotpLogin;

/** A user, by the password. */
export interface PasswordLogin {
  readonly method: 'password';
  readonly user: OwnedRef;
  readonly password: Secret;
}

/** An application credential, by its id or by its name and owner. */
export interface ApplicationCredentialLogin {
  readonly method: 'application_credential';
  readonly credential: { readonly id: string } | { readonly name: string; readonly user: OwnedRef };
  readonly secret: Secret;
}

/** A token that the user has, for one with another scope. */
export interface TokenLogin {
  readonly method: 'token';
  readonly token: Secret;
}

/** A user, by a passcode of the moment. */
export interface TotpLogin {
  readonly method: 'totp';
  /** Absent only where it is held back: then it is the user whom Keystone asks for it. */
  readonly user?: OwnedRef;
  /** Returns the passcode for this moment. */
  readonly passcode: () => Secret;
}

/** Several factors of one user. */
export interface MultifactorLogin {
  readonly method: 'multifactor';
  /** Sent at once. */
  readonly factors: readonly Factor[];
  /** Sent only if Keystone asks for them (with a receipt). */
  readonly held: readonly Factor[];
}

/** A login with what an identity provider that Keystone trusts has issued. */
export type AssertionLogin = FederatedLogin | WorkloadLogin | IdTokenLogin;

/** The assertion becomes an unscoped token, and that a scoped one. */
export interface FederatedLogin {
  readonly method: 'federated';
  readonly identityProvider: string;
  /** The name of the provider's protocol in Keystone, usually `openid`. */
  readonly protocol: string;
  readonly assertion: Assertion;
}

/** Keystone v4: the assertion becomes a token with the scope that Keystone's mapping has for it. */
export interface WorkloadLogin {
  readonly method: 'v4jwt';
  readonly identityProvider: string;
  /** The rule of the mapping to try first. */
  readonly mapping?: string;
  readonly assertion: Assertion;
}

/** Open Telekom Cloud and Huawei Cloud: the assertion becomes a scoped token at once. */
export interface IdTokenLogin {
  readonly method: 'v3idtoken';
  readonly identityProvider: string;
  readonly assertion: Assertion;
}

/** Where an assertion comes from. */
export type Assertion =
  | Grant
  /** The user has it. */
  | { readonly kind: 'given'; readonly token: Secret }
  /** The runner vouches for the job, to this audience only. */
  | { readonly kind: 'runner'; readonly audience: string };

/** How the user's own OpenID Connect provider is asked for an assertion (RFC 6749 §4.3 and §4.4). */
export interface Grant {
  readonly kind: 'client_credentials' | 'password';
  /** Who asks. A client without a secret is a public one. */
  readonly client: { readonly id: string; readonly secret?: Secret };
  /** The resource owner, for the password grant. */
  readonly user?: { readonly name: string; readonly password: Secret };
  readonly provider: { readonly tokenEndpoint: URL } | { readonly discovery: URL };
  /** The OpenID scope, `openid profile` for instance. */
  readonly scope: string;
  /** Which of the provider's tokens is the assertion. */
  readonly use: 'access_token' | 'id_token';
}

/** Another login that then assumes an agency (Open Telekom Cloud, Huawei Cloud). */
export interface AgencyLogin {
  readonly method: 'assume_role';
  readonly agency: string;
  /** The domain that delegates. */
  readonly domain: DomainRef;
  readonly by: Login;
  /** The scope of that other login. */
  readonly byScope: Scope;
}

/** What the token is to be good for. */
export type Scope =
  | { readonly kind: 'project'; readonly project: ProjectRef }
  | { readonly kind: 'domain'; readonly domain: DomainRef }
  | { readonly kind: 'system' }
  | { readonly kind: 'trust'; readonly id: string }
  | { readonly kind: 'unscoped' }
  /** The login has a scope of its own, and none may be asked for: an application credential's project. */
  | { readonly kind: 'inherent' };

/** How a server and this side of a connection come to trust each other. */
export interface Trust {
  /** PEM certificates that are trusted beside the usual roots. */
  readonly ca?: string;
  /** Any certificate at all is accepted. */
  readonly insecure: boolean;
  /** What a server is shown that wants to know who connects (mutual TLS). */
  readonly client?: ClientCertificate;
}

/** A certificate (with those it was issued by, if need be) and its private key, both as PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: Secret;
}

/** A thing with an id and a name, as Keystone's answers have them. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** An endpoint of a service, as the catalogue lists it. */
export interface Endpoint {
  readonly interface: string;
  readonly region: string;
  readonly url: string;
}

/** A service of the catalogue. */
export interface Service {
  readonly type: string;
  readonly endpoints: readonly Endpoint[];
}

/** Names of endpoints' interfaces, the preferred one first. */
export type Interfaces = readonly [string, ...string[]];

/** Which endpoints of the catalogue the user wants. */
export interface EndpointChoice {
  readonly region?: string;
  /** The first that a service has counts; without any, `public`. */
  readonly interfaces?: Interfaces;
}

/** One endpoint for each service. */
export interface Endpoints {
  /** URLs by service type, under each name the service goes by. */
  readonly urls: ReadonlyMap<string, string>;
  /** The region they are in, or the empty string. */
  readonly region: string;
  /** All regions there are. */
  readonly regions: readonly string[];
  /** The interfaces they are of. */
  readonly interfaces: Interfaces;
}

/** A project that an identity may scope a token to. */
export interface Project {
  readonly id: string;
  readonly name: string;
  readonly domainId: string;
}

/** A token and what Keystone says of it. */
export interface Token {
  readonly id: Secret;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** Seconds between the two, by Keystone's own clock. */
  readonly lifetime: number;
  readonly methods: readonly string[];
  readonly user: Named;
  /** When the password it came by ends. */
  readonly passwordExpiresAt?: Date;
  /** The id of the application credential it came by. */
  readonly applicationCredentialId?: string;
  readonly scope: 'project' | 'domain' | 'system' | 'unscoped';
  readonly project?: Named;
  /** The project's domain, or the domain that is the scope; for a system or unscoped token the user's. */
  readonly domain?: Named;
  /** The id of the trust it came by. */
  readonly trust?: string;
  readonly roles: readonly string[];
  /** Absent if the token is unscoped, or if none was asked for. */
  readonly catalog?: readonly Service[];
  /** Whether Keystone issues another token for this one. It does not for what was delegated to the user. */
  readonly exchangeable: boolean;
  /** Whether Keystone revokes it when asked to. */
  readonly revocable: boolean;
}

/** A kind of request that an application credential may be used for, as Keystone's API has it. */
export interface AccessRule {
  /** The service's type in the catalogue. */
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

/** What an application credential is to be like. */
export interface Narrowing {
  /** The names of its roles; without any, all of the login's. */
  readonly roles?: readonly string[];
  /** The requests it may be used for; without any, all. */
  readonly accessRules?: readonly AccessRule[];
  /** Seconds after which it ends by itself. */
  readonly lifetime: number;
}

/** An application credential made for this job. */
export interface ApplicationCredential extends Named {
  readonly secret: Secret;
  readonly expiresAt: Date;
}

/** Keys that sign requests to an S3 object store. */
export interface S3Keys {
  readonly accessKey: Secret;
  readonly secretKey: Secret;
  /** Part of temporary keys, which end by themselves. */
  readonly sessionToken?: Secret;
}

/** An object store as tools see it that speak S3. */
export interface ObjectStore {
  readonly keys: S3Keys;
  /** Where it is. */
  readonly endpoint: string;
}

/** A token, and where it is good for. */
export interface Session {
  readonly token: Token;
  /** What the token came by, if it was made for this job. */
  readonly applicationCredential?: ApplicationCredential;
  /** The versioned Identity endpoint. */
  readonly endpoint: URL;
  readonly trust: Trust;
  readonly endpoints: Endpoints;
  /** The projects the identity may scope to, if the user asked for them. */
  readonly projects?: readonly Project[];
  readonly objectStore?: ObjectStore;
}

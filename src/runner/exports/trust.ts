import type { Trust } from '../../identity.ts';

/** Where the files are that a tool is told of, each only if there is something in it. */
interface TrustPaths {
  /** The authorities to trust. */
  readonly ca?: string;
  /** What a server is shown that wants to know who connects. */
  readonly cert?: string;
  readonly key?: string;
}

/** trustFiles returns the files that carry a trust along, by name, and their paths. */
export function trustFiles(
  { ca, client }: Trust,
  pathOf: (name: string) => string,
): { readonly paths: TrustPaths; readonly files: Readonly<Record<string, string>> } {
  return {
    paths: {
      ...(ca !== undefined && { ca: pathOf('cacert.pem') }),
      ...(client && { cert: pathOf('cert.pem'), key: pathOf('key.pem') }),
    },
    files: {
      ...(ca !== undefined && { 'cacert.pem': ca }),
      ...(client && { 'cert.pem': client.cert, 'key.pem': client.key.reveal() }),
    },
  };
}

/** The variables in which most tools look for them. Without a path of ours, what they hold is another cloud's. */
export const trustVariables = { ca: 'OS_CACERT', cert: 'OS_CERT', key: 'OS_KEY' } as const;

/** named returns paths under the names that a tool has for them. */
export function named(
  { ca, cert, key }: TrustPaths,
  names: Readonly<Record<keyof TrustPaths, string>>,
): Readonly<Record<string, string>> {
  return { ...(ca && { [names.ca]: ca }), ...(cert && { [names.cert]: cert }), ...(key && { [names.key]: key }) };
}

/** The same as unwanted variables. */
export const foreignTrust = Object.fromEntries(Object.values(trustVariables).map((name) => [name, '']));

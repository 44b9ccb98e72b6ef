import { hosts } from '../known-clouds.ts';

// What the clouds' own rules add to an answer that says little.

/** What a cloud adds to the explanation of a refused login. */
interface CloudHints {
  /** Likely reasons for a user who cannot log in. */
  readonly reasons: readonly string[];
  readonly advice: readonly string[];
  /** What is known of its limit of logins. */
  readonly rate: readonly string[];
}

const huaweiStack = [
  'The user may use the console only (IAM.0081): it needs programmatic access.',
  'The user is locked (IAM.0061): a few wrong passwords lock it for 15 to 30 minutes.',
  "The account's access control list lets other addresses use the API only; hosted runners come from changing ones.",
];

const clouds: readonly (readonly [host: RegExp, hints: Partial<CloudHints>])[] = [
  [
    hosts.vkCloud,
    {
      reasons: ['VK Cloud wants two-factor authentication and API access switched on for a personal account.'],
      advice: [
        'On VK Cloud a service account suits a job better: its own login and password, and no two-factor authentication.',
      ],
    },
  ],
  [
    hosts.openTelekomCloud,
    {
      reasons: huaweiStack,
      advice: ['On Open Telekom Cloud `user-domain-name` is the account (OTC…), as My Credentials shows it.'],
    },
  ],
  [
    hosts.huaweiCloud,
    {
      reasons: [...huaweiStack, 'It is a HUAWEI ID, which cannot log in at Identity: an IAM user can.'],
      advice: ['On Huawei Cloud `user-domain-name` is the name of the account, as My Credentials shows it.'],
    },
  ],
  [hosts.flexibleEngine, { reasons: huaweiStack }],
  [
    hosts.selectel,
    {
      reasons: ['At Selectel only service users log in at Identity, and not the users of the control panel.'],
      advice: ['At Selectel `user-domain-name` and `project-domain-name` are the number of the account.'],
    },
  ],
  [/^auth\.cloud\.ovh\./, { rate: ['OVHcloud gives a user 60 tokens a minute.'] }],
];

/** hintsFor returns what the cloud of an Identity endpoint adds; nothing for a cloud that is not known. */
export function hintsFor({ hostname }: URL): CloudHints {
  return { reasons: [], advice: [], rate: [], ...clouds.find(([host]) => host.test(hostname))?.[1] };
}

// Source: https://docs.otc.t-systems.com/identity-access-management/api-ref/appendix/error_codes.html
const codes: ReadonlyMap<string, readonly string[]> = new Map([
  ['IAM.0061', ['The user is locked after wrong passwords; the lock ends by itself after 15 to 30 minutes.']],
  ['IAM.0062', ['The name of the user or the password is wrong.']],
  ['IAM.0066', ['The token has expired.']],
  ['IAM.0067', ['The token is not valid.']],
  ['IAM.0081', ['The user may use the console only: give it programmatic access.']],
  ['IAM.0082', ['The user is disabled.']],
  ['APIGW.0301', ['The gateway before the cloud accepts this login for no API.']],
  ['APIGW.0307', ['The token has expired, or is for another region.']],
]);

/** reasonsOfCode returns what a code of Open Telekom Cloud or Huawei Cloud means, where it alone tells the reason. */
export function reasonsOfCode(code: string): readonly string[] {
  return codes.get(code) ?? [];
}

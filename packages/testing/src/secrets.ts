/** A secret or personal datum as it stands in text; `secret` is the part of it that nobody may see. */
export interface SecretForm {
  readonly text: string;
  readonly secret: string;
}

const whole = (text: string): SecretForm => ({ text, secret: text });

/** One of each form that redaction knows, none of them real. */
export const SECRETS: Readonly<Record<string, SecretForm>> = {
  'a bearer token': { text: 'Bearer fJ29dKwL0aQzX7', secret: 'fJ29dKwL0aQzX7' },
  'basic credentials': { text: 'Basic dXNlcjpwYXNzd29yZA==', secret: 'dXNlcjpwYXNzd29yZA' },
  'a JSON web token': whole(
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
  ),
  'an API key': whole('sk-AbCdEfGhIjKlMnOpQrStUvWx'),
  'a project’s API key': whole('sk-proj-a1B2_c3D4-e5F6g7H8i9J0k1L2m3'),
  'another API key': whole('sk-ant-api03-a1B2c3D4_e5F6-g7H8i9J0'),
  'a live payment key': whole('sk_live_4eC39HqLyjWDarjtT1zdp7dc'),
  'an AWS access key': whole('AKIAIOSFODNN7EXAMPLE'),
  'a GitHub token': whole('ghp_16C7e42F292c6912E7710c838347Ae178B4a'),
  'a fine-grained GitHub token': whole('github_pat_11ABCDEFG0123456789_abcdefghijklmnop'),
  'a GitLab token': whole('glpat-a1B2c3D4e5F6g7H8i9J0'),
  'a Slack token': whole('xoxb-123456789012-abcdefABCDEF'),
  'a Google key': whole('AIzaSyA1B2C3D4E5F6G7H8I9J0K1L2M3N4O5P6Q'),
  'an npm token': whole('npm_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'),
  'a model hub token': whole('hf_a1B2c3D4e5F6g7H8i9J0k1L2'),
  'a mail service key': whole('SG.a1B2c3D4e5F6g7H8i9J0k1.a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'),
  'a private key': {
    text: '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----',
    secret: 'MIIEvQIBADANBgkqhkiG9w0BAQEF',
  },
  'a password in a URL': { text: 'postgres://bob:Xk7-horse@db.local/orders', secret: 'Xk7-horse' },
  'a token in a URL': { text: 'https://a1B2c3D4e5F6g7H8i9J0@github.com/o/r', secret: 'a1B2c3D4e5F6g7H8i9J0' },
  'an e-mail address': whole('carol.smith@customer.example.com'),
  'a card number': whole('4111111111111111'),
  'a card number in groups': whole('5500 0000 0000 0004'),
  'an IBAN': whole('DE89370400440532013000'),
  'an IBAN in groups': whole('GB29 NWBK 6016 1331 9268 19'),
};

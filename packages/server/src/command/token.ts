import { formatTimestamp } from '@runlight/contract';
import { Command, InvalidArgumentError, Option } from 'commander';

import { LOCAL, ROLES, type Role } from '../http/principal.ts';
import { addToken, type TokenRow } from '../tokens/create-token.ts';
import { revokeToken, tokensFor } from '../tokens/manage-tokens.ts';
import { print, type Context, type DatabaseOptions } from './context.ts';
import { DATABASE_HELP } from './context.ts';
import { withKeptStore, withStore, type OpenStore } from './with-store.ts';

interface CreateOptions extends DatabaseOptions {
  readonly name: string;
  readonly role: Role;
  readonly tenant?: string;
  readonly expiresInDays?: number;
  readonly json?: true;
}

const DAY_MS = 86_400_000;

/** Tokens can be made here without having one: whoever can write the database is its admin. */
export function tokenCommand(context: Context): Command {
  const create = new Command('create')
    .description('Makes a token and prints it, this once.')
    .requiredOption('--name <name>', 'whose it is, or what for')
    .addOption(new Option('--role <role>', 'what it allows').choices(ROLES).makeOptionMandatory())
    .option('--tenant <tenant>', 'the only tenant whose runs it is for (default: all)')
    .option('--expires-in-days <days>', 'until when it is good (default: until it is revoked)', parseDays)
    .action(withStore(context, (open, options: CreateOptions) => createToken(open, options, context)));
  const list = new Command('list')
    .description('Shows all tokens, without what they are.')
    .action(
      withKeptStore(context, (open, options: { readonly json?: true }) => listTokens(open, options, context)),
    );
  const revoke = new Command('revoke')
    .description('Ends a token at once.')
    .argument('<id>', 'its id, as `list` shows it')
    .action(
      withKeptStore(context, async (open, id: string) => {
        await revokeToken(open, LOCAL, id);
        print(context, `${id} is revoked`);
      }),
    );
  for (const command of [create, list, revoke]) command.option('--database <where>', DATABASE_HELP);
  for (const command of [create, list]) command.option('--json', 'print JSON');
  return new Command('token')
    .description('Makes, shows and ends tokens.')
    .addCommand(create)
    .addCommand(list)
    .addCommand(revoke);
}

async function createToken(open: OpenStore, options: CreateOptions, context: Context): Promise<void> {
  const { name, role, tenant, expiresInDays } = options;
  const { secret, row } = await addToken(open, {
    name,
    role,
    tenantId: tenant ?? null,
    expiresAt: expiresInDays === undefined ? null : formatTimestamp(Date.now() + expiresInDays * DAY_MS),
  });
  print(context, options.json ? JSON.stringify({ ...row, token: secret }) : secret);
}

async function listTokens(
  open: OpenStore,
  { json }: { readonly json?: true },
  context: Context,
): Promise<void> {
  const tokens = await tokensFor(open, LOCAL);
  if (json) return print(context, JSON.stringify({ tokens }));
  for (const token of tokens) print(context, lineOf(token));
  if (tokens.length === 0) print(context, 'There is none. Make one: runlight-server token create');
}

function lineOf(token: TokenRow): string {
  const { token_id, role, name, tenant_id, last_used_at, expires_at, revoked_at } = token;
  const until =
    revoked_at !== null ? `revoked ${revoked_at}` : expires_at !== null ? `until ${expires_at}` : '';
  const use = last_used_at === null ? 'never used' : `last used ${last_used_at}`;
  const of = tenant_id === null ? 'all tenants' : `tenant ${tenant_id}`;
  return [token_id, role.padEnd(8), name, of, use, until].filter((part) => part !== '').join('  ');
}

function parseDays(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Give a number of days from 1.');
}

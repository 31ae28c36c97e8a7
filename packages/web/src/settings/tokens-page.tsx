import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { runlight, type Token } from '../api.ts';
import { Empty, Loading, Problem } from '../parts/feedback.tsx';
import { Time } from '../time/time.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { SecretDialog, type Secret } from './secret-dialog.tsx';
import classes from './settings.module.css';

const KEY = ['tokens'];

/** Who may ask the server, and for what. */
export function TokensPage() {
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const [revoked, setRevoked] = useState<Token | null>(null);
  const tokens = useQuery({ queryKey: KEY, queryFn: () => runlight.listTokens() });
  if (tokens.error !== null) return <Problem error={tokens.error} retry={() => void tokens.refetch()} />;
  if (tokens.data === undefined) return <Loading rows={4} />;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h4">
          Tokens
        </Title>
        <Button size="xs" onClick={() => setAdding(true)}>
          Make a token
        </Button>
      </Group>
      {tokens.data.tokens.length === 0 ? (
        <Empty title="There is no token yet">
          <Text size="sm">
            A server for this machine alone needs none. One for a team asks everybody and every program for
            theirs.
          </Text>
        </Empty>
      ) : (
        <TokenList tokens={tokens.data.tokens} onRevoke={setRevoked} />
      )}
      {adding && <TokenForm onClose={() => setAdding(false)} onMade={setSecret} />}
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
      <ConfirmDialog
        opened={revoked !== null}
        title={`Revoke ${revoked?.name ?? ''}`}
        explains="Whoever uses it is refused from now on."
        confirms="Revoke"
        act={async () => {
          if (revoked !== null) await runlight.revokeToken({ path: { token: revoked.token_id } });
          await queries.invalidateQueries({ queryKey: KEY });
        }}
        onClose={() => setRevoked(null)}
      />
    </Stack>
  );
}

interface TokenListProps {
  readonly tokens: readonly Token[];
  readonly onRevoke: (token: Token) => void;
}

function TokenList({ tokens, onRevoke }: TokenListProps) {
  return (
    <ul className={`${classes.card} ${classes.list}`} aria-label="Tokens">
      {tokens.map((token) => (
        <li key={token.token_id} className={classes.token}>
          <div className={classes.what}>
            <Text size="sm" fw={600}>
              {token.name}
            </Text>
            <Text size="sm">
              {token.role} of {token.tenant_id === null ? 'all tenants' : `the tenant ${token.tenant_id}`}
            </Text>
            <Text size="xs" c="dimmed">
              made <Time at={token.created_at} /> by {token.created_by} ·{' '}
              {token.last_used_at === null ? (
                'never used'
              ) : (
                <>
                  last used <Time at={token.last_used_at} />
                </>
              )}{' '}
              ·{' '}
              {token.expires_at === null ? (
                'never ends'
              ) : (
                <>
                  ends <Time at={token.expires_at} exact />
                </>
              )}
            </Text>
          </div>
          {token.revoked_at === null ? (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Revoke ${token.name}`}
              onClick={() => onRevoke(token)}
            >
              Revoke
            </Button>
          ) : (
            <Text size="sm" c="dimmed">
              revoked <Time at={token.revoked_at} />
            </Text>
          )}
        </li>
      ))}
    </ul>
  );
}

const ROLES: Readonly<Record<Token['role'], string>> = {
  viewer: 'Viewer: sees runs',
  operator: 'Operator: also re-runs, cancels, approves, annotates, tags',
  admin: 'Admin: also settings',
  ingest: 'Ingest: a program that sends events',
  worker: 'Worker: a program that executes runs',
};

interface TokenFormProps {
  readonly onClose: () => void;
  readonly onMade: (secret: Secret) => void;
}

function TokenForm({ onClose, onMade }: TokenFormProps) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Token['role']>('viewer');
  const [tenant, setTenant] = useState('');
  const [expires, setExpires] = useState('');
  const make = useMutation({
    mutationFn: () =>
      runlight.addToken({
        body: {
          name,
          role,
          tenant_id: tenant.trim() === '' ? null : tenant.trim(),
          expires_at: expires === '' ? null : new Date(expires).toISOString(),
        },
      }),
    onSuccess: async ({ token }) => {
      await queries.invalidateQueries({ queryKey: KEY });
      onClose();
      onMade({ title: 'The token', text: token, explains: 'The server keeps no copy of it.' });
    },
  });
  return (
    <Modal opened onClose={onClose} title="Make a token">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            description="Who or what uses it; it stands in the audit log"
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <NativeSelect
            label="Role"
            value={role}
            onChange={(event) => setRole(event.currentTarget.value as Token['role'])} // one of the options
            data={Object.entries(ROLES).map(([value, label]) => ({ value, label }))}
          />
          <TextInput
            label="Tenant"
            description="Empty: all of them"
            value={tenant}
            onChange={(event) => setTenant(event.currentTarget.value)}
          />
          <TextInput
            label="Ends"
            description="Empty: never"
            type="datetime-local"
            value={expires}
            onChange={(event) => setExpires(event.currentTarget.value)}
          />
          {make.error !== null && <Problem error={make.error} />}
          <Button type="submit" loading={make.isPending}>
            Make it
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

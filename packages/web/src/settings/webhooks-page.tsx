import { ActionIcon, Badge, Button, Group, Menu, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { runlight, type Webhook } from '../api.ts';
import { Empty, Loading, Problem } from '../parts/feedback.tsx';
import { Time } from '../time/time.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Deliveries } from './deliveries.tsx';
import { SecretDialog, type Secret } from './secret-dialog.tsx';
import classes from './settings.module.css';
import { WebhookForm } from './webhook-form.tsx';

const KEY = ['webhooks'];

/** Who is told of what, and whether they were. */
export function WebhooksPage() {
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const webhooks = useQuery({ queryKey: KEY, queryFn: () => runlight.listWebhooks() });
  if (webhooks.error !== null)
    return <Problem error={webhooks.error} retry={() => void webhooks.refetch()} />;
  if (webhooks.data === undefined) return <Loading rows={4} />;
  const list = webhooks.data.webhooks;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h4">
          Webhooks
        </Title>
        <Button size="xs" onClick={() => setAdding(true)}>
          Add a webhook
        </Button>
      </Group>
      {list.length === 0 && (
        <Empty title="Nobody is told yet">
          <Text size="sm">
            A webhook gets a signed POST when a run starts, ends, fails or waits for a person, in order for
            each run.
          </Text>
        </Empty>
      )}
      {list.map((webhook) => (
        <WebhookCard key={webhook.webhook_id} webhook={webhook} onSecret={setSecret} />
      ))}
      {adding && <WebhookForm onClose={() => setAdding(false)} onAdded={setSecret} />}
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </Stack>
  );
}

interface WebhookCardProps {
  readonly webhook: Webhook;
  readonly onSecret: (secret: Secret) => void;
}

function WebhookCard({ webhook, onSecret }: WebhookCardProps) {
  const queries = useQueryClient();
  const path = { webhook: webhook.webhook_id };
  const [opened, setOpened] = useState(false);
  const [removing, setRemoving] = useState(false);
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: KEY });
  const test = useMutation({
    mutationFn: () => runlight.testWebhook({ path }),
    onSuccess: async ({ status, response_status, error }) => {
      const answer = response_status === null ? (error ?? 'no answer') : `answered ${response_status}`;
      notifications.show({ message: `${status === 'delivered' ? 'Delivered' : 'Not delivered'}: ${answer}` });
      await queries.invalidateQueries({ queryKey: ['deliveries', webhook.webhook_id] });
    },
  });
  const enable = useMutation({
    mutationFn: (enabled: boolean) => runlight.changeWebhook({ path, body: { enabled } }),
    onSuccess: refresh,
  });
  const rotate = useMutation({
    mutationFn: () => runlight.rotateWebhookSecret({ path }),
    onSuccess: ({ secret }) =>
      onSecret({ title: 'The new secret', text: secret, explains: 'Both secrets sign for 24 hours.' }),
  });
  const problem = test.error ?? enable.error ?? rotate.error;
  return (
    <section className={classes.card} aria-label={webhook.url}>
      <div className={classes.head}>
        <div className={classes.about}>
          <Text fw={600} className={classes.address}>
            {webhook.url}
          </Text>
          <Group gap={4}>
            {webhook.events.map((event) => (
              <Badge key={event} variant="default" tt="none" fw={400} size="sm">
                {event}
              </Badge>
            ))}
          </Group>
        </div>
        <Group gap={6} wrap="nowrap">
          <Button size="compact-sm" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
            Test
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            Deliveries
          </Button>
          <Menu>
            <Menu.Target>
              <ActionIcon variant="default" aria-label={`More for ${webhook.url}`}>
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {webhook.enabled && <Menu.Item onClick={() => enable.mutate(false)}>Disable</Menu.Item>}
              <Menu.Item onClick={() => rotate.mutate()}>Another secret</Menu.Item>
              <Menu.Item c="var(--rl-bad)" onClick={() => setRemoving(true)}>
                Remove
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </div>
      <Text size="xs" c="dimmed">
        {webhook.enabled ? 'Enabled' : 'Disabled'}
        {scopeOf(webhook)} · added by {webhook.created_by}, <Time at={webhook.created_at} />
      </Text>
      {!webhook.enabled && (
        <Group gap="xs">
          <Text size="sm" fw={600}>
            Nothing is sent{webhook.disabled_reason === null ? '' : `: ${webhook.disabled_reason}`}.
          </Text>
          <Button size="compact-sm" loading={enable.isPending} onClick={() => enable.mutate(true)}>
            Enable
          </Button>
        </Group>
      )}
      {webhook.failing_since !== null && (
        <Text size="sm" c="var(--rl-bad)">
          Nothing was delivered since <Time at={webhook.failing_since} exact />
        </Text>
      )}
      {problem !== null && <Problem error={problem} />}
      {opened && <Deliveries webhookId={webhook.webhook_id} />}
      <ConfirmDialog
        opened={removing}
        title="Remove the webhook"
        explains="What it has not delivered yet is dropped too."
        confirms="Remove"
        act={async () => {
          await runlight.removeWebhook({ path });
          await refresh();
        }}
        onClose={() => setRemoving(false)}
      />
    </section>
  );
}

/** Whose runs it is told of, where not of all. */
function scopeOf({ workflows, environments }: Webhook): string {
  return [workflows, environments]
    .filter((names) => names !== null)
    .map((names) => ` · ${names.join(', ')} only`)
    .join('');
}

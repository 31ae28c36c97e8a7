import { Button, Checkbox, Modal, Stack, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { runlight, type Webhook } from '../api.ts';
import { Problem } from '../parts/feedback.tsx';
import type { Secret } from './secret-dialog.tsx';

type EventName = Webhook['events'][number];
const EVENTS: readonly EventName[] = [
  'run.started',
  'run.completed',
  'run.failed',
  'run.waiting_human',
  'run.canceled',
  'step.completed',
  'step.failed',
];

interface WebhookFormProps {
  readonly onClose: () => void;
  readonly onAdded: (secret: Secret) => void;
}

/** Adds a webhook; its secret is shown once. */
export function WebhookForm({ onClose, onAdded }: WebhookFormProps) {
  const queries = useQueryClient();
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState<EventName[]>(['run.failed', 'run.waiting_human']);
  const [workflows, setWorkflows] = useState<string[]>([]);
  const [environments, setEnvironments] = useState<string[]>([]);
  const facets = useQuery({ queryKey: ['facets'], queryFn: () => runlight.getFacets() });
  const add = useMutation({
    mutationFn: () =>
      runlight.addWebhook({
        body: { url, events, workflows: orAll(workflows), environments: orAll(environments) },
      }),
    onSuccess: async ({ secret }) => {
      await queries.invalidateQueries({ queryKey: ['webhooks'] });
      onClose();
      onAdded({ title: 'The secret', text: secret, explains: 'With it the receiver checks the signatures.' });
    },
  });
  return (
    <Modal opened onClose={onClose} title="Add a webhook">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <Stack>
          <TextInput
            label="Address"
            type="url"
            required
            placeholder="https://example.com/runs"
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
            data-autofocus
          />
          <Checkbox.Group
            label="Events"
            value={events}
            onChange={(chosen) => setEvents(EVENTS.filter((event) => chosen.includes(event)))}
          >
            <Stack gap={6} mt={4}>
              {EVENTS.map((event) => (
                <Checkbox key={event} value={event} label={event} size="xs" />
              ))}
            </Stack>
          </Checkbox.Group>
          <TagsInput
            label="Workflows"
            description="None: all"
            data={facets.data?.workflows ?? []}
            value={workflows}
            onChange={setWorkflows}
          />
          <TagsInput
            label="Environments"
            description="None: all"
            data={facets.data?.environments ?? []}
            value={environments}
            onChange={setEnvironments}
          />
          {add.error !== null && <Problem error={add.error} />}
          <Button type="submit" loading={add.isPending} disabled={events.length === 0}>
            Add
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

function orAll(names: string[]): string[] | null {
  return names.length === 0 ? null : names;
}

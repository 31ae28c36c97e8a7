import {
  ActionIcon,
  Button,
  Checkbox,
  Code,
  Group,
  NativeSelect,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconX } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { runlight, type RedactionPolicy } from '../api.ts';
import { Loading, Problem } from '../parts/feedback.tsx';
import { useMay } from '../shell/me.ts';
import classes from './settings.module.css';
import { TenantChoice, useTenant } from './tenant-choice.tsx';

const KEY = ['redaction'];
const SAMPLE = {
  customer: { name: 'Example Ltd', email: 'someone@example.com' },
  iban: 'DE89370400440532013000',
  total: 1732.55,
};

type Rule = NonNullable<RedactionPolicy['rules']>[number];
const ACTIONS: readonly Rule['action'][] = ['redact', 'hash', 'tokenize', 'drop'];

/** What is cleaned of personal data, tried on a sample while it is written. */
export function RedactionPage() {
  const tenant = useTenant();
  const policy = useQuery({
    queryKey: [...KEY, tenant],
    queryFn: () => runlight.getRedaction({ query: tenant }),
  });
  if (policy.error !== null) return <Problem error={policy.error} retry={() => void policy.refetch()} />;
  if (policy.data === undefined) return <Loading rows={4} />;
  return <RedactionForm key={JSON.stringify([tenant, policy.data])} kept={policy.data} />;
}

function RedactionForm({ kept }: { readonly kept: RedactionPolicy }) {
  const queries = useQueryClient();
  const tenant = useTenant();
  const isAdmin = useMay('admin');
  const [policy, setPolicy] = useState(kept);
  const save = useMutation({
    mutationFn: () => runlight.putRedaction({ query: tenant, body: policy }),
    onSuccess: async () => {
      notifications.show({ message: 'Saved' });
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
  const rules = policy.rules ?? [];
  return (
    <form
      className={classes.card}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Title order={2} size="h4">
        Redaction
      </Title>
      <Text size="sm">
        Taken out of what arrives and of what people write here, before it is kept. While nothing is set, what
        arrives stays as its sender redacted it: the SDK does before anything leaves a process.
        {isAdmin ? '' : ' An admin changes this.'}
      </Text>
      <TenantChoice />
      <div className={classes.sides}>
        <fieldset disabled={!isAdmin} className={classes.fields}>
          <Checkbox
            label="E-mail addresses, payment card numbers and IBANs, wherever they stand"
            checked={policy.personalData ?? true}
            onChange={(event) => setPolicy({ ...policy, personalData: event.currentTarget.checked })}
          />
          <Rules rules={rules} onChange={(changed) => setPolicy({ ...policy, rules: changed })} />
          <TagsInput
            label="Patterns"
            description="Regular expressions; what they match is redacted"
            value={policy.patterns ?? []}
            onChange={(patterns) => setPolicy({ ...policy, patterns })}
          />
          <TagsInput
            label="Allowed"
            description="Paths that are kept though a built-in rule names them; patterns still apply"
            value={policy.allow ?? []}
            onChange={(allow) => setPolicy({ ...policy, allow })}
          />
          {save.error !== null && <Problem error={save.error} />}
          {isAdmin && (
            <Button
              type="submit"
              loading={save.isPending}
              disabled={JSON.stringify(policy) === JSON.stringify(kept)}
            >
              Save
            </Button>
          )}
        </fieldset>
        {isAdmin && <Preview policy={policy} />}
      </div>
    </form>
  );
}

interface RulesProps {
  readonly rules: readonly Rule[];
  readonly onChange: (rules: Rule[]) => void;
}

function Rules({ rules, onChange }: RulesProps) {
  return (
    <Stack gap={6} role="group" aria-label="Rules">
      <Text size="sm" fw={500}>
        Rules
      </Text>
      <Text size="xs" c="dimmed">
        By path: <code>inputs.customer.email</code>, or <code>**.email</code> wherever it stands. The first
        that fits decides.
      </Text>
      {rules.map((rule, index) => (
        // A rule has nothing but its place.
        <Group key={index} gap={6} wrap="nowrap">
          <TextInput
            size="xs"
            aria-label={`Path of rule ${index + 1}`}
            placeholder="**.email"
            required
            value={rule.path}
            onChange={({ currentTarget: { value } }) => onChange(rules.with(index, { ...rule, path: value }))}
            style={{ flex: 1 }}
          />
          <NativeSelect
            size="xs"
            aria-label={`What rule ${index + 1} does`}
            value={rule.action}
            data={[...ACTIONS]}
            onChange={({ currentTarget: { value } }) => {
              const action = ACTIONS.find((each) => each === value) ?? rule.action;
              onChange(rules.with(index, { ...rule, action }));
            }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove rule ${index + 1}`}
            onClick={() => onChange(rules.toSpliced(index, 1))}
          >
            <IconX size={14} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        style={{ alignSelf: 'flex-start' }}
        onClick={() => onChange([...rules, { path: '', action: 'redact' }])}
      >
        Add a rule
      </Button>
    </Stack>
  );
}

function Preview({ policy }: { readonly policy: RedactionPolicy }) {
  const [text, setText] = useState(() => JSON.stringify(SAMPLE, undefined, 2));
  const [asked] = useDebouncedValue({ policy, text }, 250);
  const sample = parsed(asked.text);
  const complete = (asked.policy.rules ?? []).every(({ path }) => path !== '');
  const preview = useQuery({
    queryKey: ['redaction', 'preview', asked],
    queryFn: () => runlight.previewRedaction({ body: { policy: asked.policy, sample: sample ?? null } }),
    enabled: sample !== undefined && complete,
    placeholderData: keepPreviousData,
  });
  return (
    <Stack gap="sm">
      <Textarea
        label="Sample inputs, as JSON"
        autosize
        minRows={6}
        maxRows={16}
        classNames={{ input: classes.code ?? '' }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={sample === undefined && 'This is not JSON'}
      />
      <Text size="sm" fw={500}>
        What is kept of it
      </Text>
      {preview.error !== null && <Problem error={preview.error} />}
      {preview.data !== undefined && (
        <Code block data-testid="redacted">
          {JSON.stringify(preview.data.result, undefined, 2)}
        </Code>
      )}
    </Stack>
  );
}

type Sample = Parameters<typeof runlight.previewRedaction>[0]['body']['sample'];

function parsed(text: string): Sample | undefined {
  try {
    return JSON.parse(text) as Sample; // JSON is what it may be
  } catch {
    return undefined; // while it is being written
  }
}

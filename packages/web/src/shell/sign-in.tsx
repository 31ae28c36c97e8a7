import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { runlight } from '../api.ts';

/** Takes a token and gives it to the server, which keeps it in a cookie that scripts can't read. */
export function SignIn() {
  const [token, setToken] = useState('');
  const queries = useQueryClient();
  const signIn = useMutation({
    mutationFn: () => runlight.startSession({ body: { token: token.trim() } }),
    onSuccess: () => queries.resetQueries(),
  });
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" w={420} maw="100%">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            signIn.mutate();
          }}
        >
          <Stack>
            <Title order={1} size="h3">
              Sign in to Runlight
            </Title>
            <Text size="sm">
              Paste a token. An administrator makes one under Settings, Tokens; the first is made by the one
              who runs the server.
            </Text>
            <PasswordInput
              label="Token"
              autoComplete="current-password"
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              required
            />
            {signIn.error !== null && (
              <Alert role="alert" color="red" variant="outline" c="var(--rl-bad)">
                {signIn.error.message}
              </Alert>
            )}
            <Button type="submit" loading={signIn.isPending}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}

import { Anchor, Container } from '@mantine/core';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';

import { Empty, Problem } from '../parts/feedback.tsx';

/** A page that failed: says why, and loads it anew. */
export function RouteFault({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <Container py="xl">
      <Problem error={error} retry={retry} />
    </Container>
  );
}

export function RouteMissing() {
  return (
    <Empty title="There is no such page" order={1}>
      <Anchor component={Link} to="/runs">
        Look at the runs
      </Anchor>
    </Empty>
  );
}

import { Text } from '@mantine/core';

import { CopyText } from '../parts/run-id.tsx';
import classes from './run.module.css';
import { Scrollable } from './scrollable.tsx';

/** A value as it was kept, or that there is none. */
export function JsonBlock({ title, value }: { readonly title: string; readonly value: unknown }) {
  const text = value === null || value === undefined ? null : JSON.stringify(value, null, 2);
  return (
    <div>
      <Text size="sm" fw={600}>
        {title} {text !== null && <CopyText text={text} what={title.toLowerCase()} />}
      </Text>
      {text === null ? (
        <Text size="sm" c="dimmed">
          None was kept
        </Text>
      ) : (
        <Scrollable className={classes.code} label={title}>
          {text}
        </Scrollable>
      )}
    </div>
  );
}

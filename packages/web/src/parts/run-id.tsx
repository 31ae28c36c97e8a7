import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

import classes from './run-id.module.css';

/** `run_01JSM0VD2K7ZQ4X9M3T8W1B6CD` as `run_…W1B6CD`: the end is what tells two runs apart. */
export function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, id.indexOf('_') + 1)}…${id.slice(-6)}`;
}

/** A button that copies a text, such as an id or an address. */
export function CopyText({ text, what = 'id' }: { readonly text: string; readonly what?: string }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
          <ActionIcon
            className={classes.copy}
            variant="subtle"
            color="gray"
            size="xs"
            aria-label={`Copy ${what} ${text}`}
            onClick={(event) => {
              event.preventDefault();
              event.stopPropagation();
              copy();
            }}
          >
            {copied ? <IconCheck size={12} /> : <IconCopy size={12} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

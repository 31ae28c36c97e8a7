import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

type Props = AnchorProps & Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps>;

function PlainAnchor(props: Props) {
  return <Anchor {...props} />;
}

/** A link to another page of ours that looks like every link; its target is checked by the compiler. */
export const RouteAnchor = createLink(PlainAnchor);

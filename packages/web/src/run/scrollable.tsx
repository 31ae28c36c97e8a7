import type { ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly className: string | undefined;
  readonly children: ReactNode;
  readonly ref?: React.Ref<HTMLDivElement>;
}

/** What scrolls by itself: whoever has only a keyboard must be able to get there. */
export function Scrollable({ label, className, children, ref }: Props) {
  return (
    <div className={className} ref={ref} tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}

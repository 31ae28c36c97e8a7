import { parser } from '@grafana/lezer-logql';

/** Where Grafana's own parser of LogQL finds a fault. */
export function logqlFaults(expr: string): number[] {
  const faults: number[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, from }) => {
      if (type.isError) faults.push(from);
    },
  });
  return faults;
}

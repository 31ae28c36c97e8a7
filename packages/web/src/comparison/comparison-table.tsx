import type { ReactNode } from 'react';

import classes from './comparison.module.css';

export interface ComparisonRow {
  readonly name: string;
  readonly a: ReactNode;
  readonly b: ReactNode;
  readonly difference: ReactNode;
}

interface ComparisonTableProps {
  readonly title: string;
  /** The versions, by which the columns are called. */
  readonly a: string;
  readonly b: string;
  /** What the rows are. */
  readonly of: string;
  readonly rows: readonly ComparisonRow[];
  /** What is said where there is no row. */
  readonly none: string;
}

/** Both versions beside each other; in a narrow window the name of a row stands above it. */
export function ComparisonTable({ title, a, b, of, rows, none }: ComparisonTableProps) {
  return (
    <section className={classes.card} aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      {rows.length === 0 ? (
        <p className={classes.basis}>{none}</p>
      ) : (
        <div role="table" aria-label={title}>
          <div role="row" className={`${classes.row} ${classes.head}`}>
            <span role="columnheader" className={classes.name}>
              {of}
            </span>
            <span role="columnheader">{a}</span>
            <span role="columnheader">{b}</span>
            <span role="columnheader">Difference</span>
          </div>
          {rows.map((row) => (
            <div role="row" key={row.name} className={classes.row}>
              <span role="rowheader" className={classes.name}>
                {row.name}
              </span>
              <div role="cell">{row.a}</div>
              <div role="cell">{row.b}</div>
              <div role="cell">{row.difference}</div>
            </div>
          ))}
        </div>
      )}
    </section>
  );
}

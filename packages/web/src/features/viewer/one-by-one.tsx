// Several things of a series that are not gone through like images (films, documents, reports): one at a time, with buttons.
import { Button, Group } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import classes from './viewport.module.css';

/** One of `count`, and the way to the others where there are some. */
export function OneByOne(props: {
  count: number;
  previous: string;
  next: string;
  /** Which one is seen, counted from 1. */
  place(number: number): string;
  children(index: number): ReactNode;
}) {
  const [index, setIndex] = useState(0);
  const { count } = props;
  return (
    <div className={classes.films}>
      <div className={classes.film}>{props.children(index)}</div>
      {count > 1 && (
        <Group gap="xs" justify="center">
          <Button size="xs" variant="default" disabled={index === 0} onClick={() => setIndex(index - 1)}>
            {props.previous}
          </Button>
          <span aria-live="polite">{props.place(index + 1)}</span>
          <Button
            size="xs"
            variant="default"
            disabled={index === count - 1}
            onClick={() => setIndex(index + 1)}
          >
            {props.next}
          </Button>
        </Group>
      )}
    </div>
  );
}

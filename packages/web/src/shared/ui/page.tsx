// The frame of every page: its title (in the document too), what can be done on it, and where the focus lands.
import { Box, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import ui from './ui.module.css';

let isFirstPage = true;

/** Sets the document's title and gives the ref of the heading that takes the focus after a navigation. */
export function usePageHeading(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === '' ? 'Lumenbox' : `${title} · Lumenbox`;
  }, [title]);
  useEffect(() => {
    // On the first load the browser's own place is right; later a screen reader must hear that the page changed.
    if (!isFirstPage && !document.activeElement?.closest('[role="dialog"]'))
      heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return heading;
}

/** A page with heading, optional line below it, and actions at its right. */
export function Page(props: {
  title: string;
  above?: ReactNode;
  beside?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** As wide as the window: for tables of many columns. */
  isWide?: boolean;
  children?: ReactNode;
}) {
  const heading = usePageHeading(props.title);
  return (
    <Box className={ui.page} data-wide={props.isWide === true}>
      <Stack gap="lg">
        <Stack gap={4}>
          {props.above}
          <div className={ui.head}>
            <div className={ui.headText}>
              <Group gap="sm" align="center">
                <Title order={1} ref={heading} tabIndex={-1} className={ui.title ?? ''}>
                  {props.title}
                </Title>
                {props.beside}
              </Group>
              {props.description !== undefined && (
                <Text c="dimmed" size="sm" maw={720} component="div">
                  {props.description}
                </Text>
              )}
            </div>
            {props.actions !== undefined && <Group gap="xs">{props.actions}</Group>}
          </div>
        </Stack>
        {props.children}
      </Stack>
    </Box>
  );
}

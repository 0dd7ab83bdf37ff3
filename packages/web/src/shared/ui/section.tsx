// A bordered part of a page.
import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import ui from './ui.module.css';

/** A part of a page, on a surface of its own. */
export function Section({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <Stack
      component="section"
      gap="sm"
      p={{ base: 'md', sm: 'lg' }}
      className={ui.surface ?? ''}
      {...(id === undefined ? {} : { id })}
    >
      {children}
    </Stack>
  );
}

// A label and its value, inside a description list.
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import ui from './ui.module.css';

/** One pair of a `<dl>`. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="dd" size="sm" m={0} className={ui.factValue ?? ''}>
        {children}
      </Text>
    </div>
  );
}

// A small coloured label. Its words say everything; the colour only helps.
import type { ReactNode } from 'react';
import ui from './ui.module.css';

export type Tone = 'green' | 'amber' | 'red' | 'blue' | 'violet' | 'gray';

/** A label of one tone. */
export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={ui.tag} data-tone={tone}>
      {children}
    </span>
  );
}

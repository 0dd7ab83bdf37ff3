// Why tools have nothing to work on: the active panel shows no image, but a film, a document, or nothing.
import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImageKind } from './image-facts.ts';

/** What is in the place of an image; each has a sentence in the catalogue. */
export type IdleReason = 'film' | 'document' | 'nothing';

/** Around the tools of the bar. */
export const IdleTools = createContext<IdleReason | undefined>(undefined);

/** Why tools do nothing, in a sentence; undefined where they work. */
export function useIdleText(): string | undefined {
  const { t } = useTranslation();
  const reason = useContext(IdleTools);
  return reason === undefined ? undefined : t(`viewer.idle.${reason}`);
}

/** What a panel shows instead of an image. Without a kind it is not known yet, and tools stay as they are. */
export function idleReasonOf(kind: ImageKind | undefined, isOfFilms: boolean): IdleReason | undefined {
  if (kind === undefined) return undefined;
  if (kind === 'document') return 'document';
  if (kind === 'none') return 'nothing';
  return kind === 'video' || isOfFilms ? 'film' : undefined;
}

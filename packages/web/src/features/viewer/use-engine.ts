// The engine for as long as the room is open, and the text that somebody is asked for in the middle of drawing.
import type { RenderingEngine } from '@cornerstonejs/core';
import { useCallback, useEffect, useState } from 'react';
import { canDraw, startEngine, stopEngine } from './engine.ts';

/** A text that is being asked for. */
export interface TextQuestion {
  readonly before: string;
  answer(text: string): void;
}

/** The engine; null where the browser cannot draw and the server renders; undefined until a panel wants it. */
export function useEngine(): {
  engine: RenderingEngine | null | undefined;
  question: TextQuestion | undefined;
  wantEngine(): void;
} {
  const [isDrawn] = useState(canDraw);
  // Starting it keeps the page from showing anything: not before there is something to look at.
  const [isWanted, setIsWanted] = useState(false);
  const [engine, setEngine] = useState<RenderingEngine>();
  const [question, setQuestion] = useState<TextQuestion>();
  useEffect(() => {
    if (!isDrawn || !isWanted) return undefined;
    const started = startEngine((before, done) =>
      setQuestion({
        before,
        answer: (text) => {
          setQuestion(undefined);
          done(text);
        },
      }),
    );
    // oxlint-disable-next-line react/set-state-in-effect -- the engine lives outside of React, from here to the clean-up
    setEngine(started);
    return () => {
      setEngine(undefined);
      stopEngine(started);
    };
  }, [isDrawn, isWanted]);
  const wantEngine = useCallback(() => setIsWanted(true), []);
  return { engine: isDrawn ? engine : null, question, wantEngine };
}

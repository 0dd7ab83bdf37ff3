// A part of a page whose program is loaded when it is wanted, and asked for again after it could not be had. React's own `lazy`
// keeps a failure for good: a moment without a line took the part away until the whole page was loaded anew.
import { CatchBoundary } from '@tanstack/react-router';
import { type ComponentType, createContext, lazy, type ReactNode, use, useState } from 'react';
import { loadProgram, OutOfReachError } from '../api/load-program.ts';
import { ErrorState } from './states.tsx';

/** How a part tells why it is not here; what it cannot tell of it throws. */
const ShowFailure = createContext<(error: unknown) => ReactNode>(() => null);

function Failure({ error }: { error: unknown }): ReactNode {
  return use(ShowFailure)(error);
}

function alone({ children }: { children: ReactNode }): ReactNode {
  return children;
}

/** The part, which suspends until its program is here. `Around` is drawn around the failure, where it needs a place of its own. */
export function lazyPart<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  Around: ComponentType<Props & { children: ReactNode }> = alone,
): ComponentType<Props> {
  const make = () => lazy(() => loadProgram(load));
  let latest = make();
  return function LazyPart(props: Props) {
    const [Program, setProgram] = useState(() => latest);
    const [attempts, setAttempts] = useState(0);
    const retry = () => {
      latest = make();
      setProgram(() => latest);
      setAttempts(attempts + 1);
    };
    const show = (error: unknown) => {
      if (!(error instanceof OutOfReachError)) throw error;
      return (
        <Around {...props}>
          <ErrorState error={error} onRetry={retry} />
        </Around>
      );
    };
    return (
      <ShowFailure value={show}>
        <CatchBoundary getResetKey={() => attempts} errorComponent={Failure}>
          <Program {...props} />
        </CatchBoundary>
      </ShowFailure>
    );
  };
}

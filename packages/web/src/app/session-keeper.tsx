// Opens the sign-in dialog when a request finds the session gone, and lets the request go on afterwards.
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { SignInAgainDialog } from '../features/accounts/index.ts';
import { stopUploads } from '../features/uploads/index.ts';
import { queryClient } from '../shared/api/api.ts';
import { adoptSession, forgetSession, useSession } from '../shared/api/session.ts';
import { registerSignInAgain } from '../shared/api/session-gate.ts';

/** Mounted once, while somebody is signed in. */
export function SessionKeeper() {
  const { user } = useSession();
  const router = useRouter();
  const [isAsking, setIsAsking] = useState(false);
  const answer = useRef<(isSignedIn: boolean) => void>(() => undefined);
  useEffect(() => {
    registerSignInAgain(
      () =>
        new Promise((resolve) => {
          answer.current = resolve;
          setIsAsking(true);
        }),
    );
    return () => registerSignInAgain(undefined);
  }, []);
  return (
    <SignInAgainDialog
      opened={isAsking}
      email={user.email}
      onSignedIn={(session) => {
        adoptSession(session);
        setIsAsking(false);
        answer.current(true);
        void queryClient.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      }}
      onLeave={() => {
        registerSignInAgain(undefined);
        stopUploads();
        setIsAsking(false);
        answer.current(false);
        forgetSession();
        void router.navigate({ to: '/sign-in' });
      }}
    />
  );
}

// The page of the worklist: the address holds its state.
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Worklist } from '../../features/worklist/index.ts';

const route = getRouteApi('/signed-in/studies');

/** The studies of the team. */
export function WorklistPage() {
  const navigate = useNavigate();
  return (
    <Worklist
      search={route.useSearch()}
      onSearch={(search, options) => void navigate({ to: '/studies', search, ...options })}
    />
  );
}

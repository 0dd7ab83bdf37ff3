// The page of the cases' list: the address holds its state.
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { CasesList } from '../../features/cases/index.ts';

const route = getRouteApi('/signed-in/cases');

/** The list, from which a case opens. */
export function CasesPage() {
  const navigate = useNavigate();
  return (
    <CasesList
      search={route.useSearch()}
      onSearch={(search, options) => void navigate({ to: '/cases', search, ...options })}
      onOpen={(caseId) => void navigate({ to: '/cases/$caseId', params: { caseId } })}
    />
  );
}

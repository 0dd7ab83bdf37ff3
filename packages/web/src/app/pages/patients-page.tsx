// The page of the patients' list: the address holds its state.
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { PatientsList } from '../../features/patients/index.ts';

const route = getRouteApi('/signed-in/patients');

/** The list, from which a patient opens. */
export function PatientsPage() {
  const navigate = useNavigate();
  return (
    <PatientsList
      search={route.useSearch()}
      onSearch={(search, options) => void navigate({ to: '/patients', search, ...options })}
      onOpen={(patientId) => void navigate({ to: '/patients/$patientId', params: { patientId } })}
    />
  );
}

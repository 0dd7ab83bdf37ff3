// The page Home: where everybody begins.
import { useNavigate } from '@tanstack/react-router';
import { HomePage } from '../../features/home/index.ts';

/** What came in, what is under way and what waits. */
export function Home() {
  const navigate = useNavigate();
  return (
    <HomePage
      onOpenPatient={(patientId) => void navigate({ to: '/patients/$patientId', params: { patientId } })}
    />
  );
}

// The pages of de-identification profiles: the list, and one profile.
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ProfilePage, ProfilesPage } from '../../features/deidentification-profiles/index.ts';

const listRoute = getRouteApi('/signed-in/settings/deidentification');
const oneRoute = getRouteApi('/signed-in/settings/deidentification/$profileId');

/** The address at which a new profile is made. */
const newProfile = 'new';

/** The list. */
export function ProfilesRoute() {
  const navigate = useNavigate();
  const open = (profileId: string) =>
    void navigate({ to: '/settings/deidentification/$profileId', params: { profileId } });
  return (
    <ProfilesPage
      search={listRoute.useSearch()}
      onSearch={(search) => void navigate({ to: '/settings/deidentification', search })}
      onAdd={() => open(newProfile)}
    />
  );
}

/** One profile, or a new one. */
export function ProfileRoute() {
  const navigate = useNavigate();
  const { profileId } = oneRoute.useParams();
  return (
    <ProfilePage
      key={profileId}
      profileId={profileId === newProfile ? undefined : profileId}
      onMade={(id) =>
        void navigate({
          to: '/settings/deidentification/$profileId',
          params: { profileId: id },
          replace: true,
        })
      }
    />
  );
}

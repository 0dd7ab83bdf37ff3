// The frame of the settings: their sections beside the page.
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import classes from '../shell.module.css';

/** Sections at the left, on narrow screens above. */
export function SettingsLayout() {
  const { t } = useTranslation();
  const may = useMay();
  const entries = [
    { to: '/settings/members', label: t('settings.sections.members'), isShown: may('team:read') },
    { to: '/settings/tokens', label: t('settings.sections.tokens'), isShown: may('tokens:own') },
    { to: '/settings/team', label: t('settings.sections.team'), isShown: true },
    { to: '/settings/imaging', label: t('settings.sections.imaging'), isShown: may('team:read') },
    {
      to: '/settings/deidentification',
      label: t('settings.sections.deidentification'),
      isShown: may('team:read'),
    },
    { to: '/settings/peers', label: t('settings.sections.peers'), isShown: may('team:read') },
    { to: '/settings/audit', label: t('settings.sections.audit'), isShown: may('audit:read') },
    { to: '/settings/appearance', label: t('settings.sections.appearance'), isShown: true },
    { to: '/settings/account', label: t('settings.sections.account'), isShown: true },
    { to: '/settings/about', label: t('settings.sections.about'), isShown: true },
  ] as const;
  return (
    <div className={classes.settings}>
      <nav aria-label={t('settings.nav')}>
        <ul className={classes.settingsNav}>
          {entries
            .filter((entry) => entry.isShown)
            .map(({ to, label }) => (
              <li key={to}>
                <Link to={to} className={classes.link}>
                  {label}
                </Link>
              </li>
            ))}
        </ul>
      </nav>
      <Outlet />
    </div>
  );
}

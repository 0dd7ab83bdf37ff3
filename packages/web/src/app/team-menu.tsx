// Which team one works in, and changing it.
import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CreateTeamDialog } from '../features/teams/index.ts';
import { explain } from '../shared/api/explain.ts';
import { useSession } from '../shared/api/session.ts';
import { IconCheck, IconPlus, IconSelector } from '../shared/ui/icons.ts';
import { Logo } from '../shared/ui/logo.tsx';
import classes from './shell.module.css';
import { useSwitchTeam } from './switch-team.ts';

/** The menu at the top of the navigation. */
export function TeamMenu() {
  const { t } = useTranslation();
  const session = useSession();
  const [isCreating, setIsCreating] = useState(false);
  const switchTo = useSwitchTeam();
  const change = useMutation({
    mutationFn: switchTo,
    onError: (error) => notifications.show({ color: 'red', message: explain(error, t) }),
  });
  return (
    <>
      <Menu width={232} position="bottom-start">
        <Menu.Target>
          <UnstyledButton className={classes.menuButton ?? ''}>
            <Logo size={28} />
            <span className={classes.menuText}>
              <span className="visually-hidden">{t('frame.teamMenu')} </span>
              <Text span display="block" size="sm" fw={600} truncate>
                {session.team.name}
              </Text>
              <Text span display="block" size="xs" c="dimmed">
                {t(`members.roles.${session.team.role}`)}
              </Text>
            </span>
            <IconSelector size={16} aria-hidden className={classes.menuIcon} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('frame.teams')}</Menu.Label>
          {session.teams.map((team) => (
            <Menu.Item
              key={team.id}
              leftSection={
                <Avatar
                  size={24}
                  radius="sm"
                  name={team.name}
                  color="initials"
                  aria-hidden
                  variant="filled"
                />
              }
              rightSection={
                team.id === session.team.id && <IconCheck size={16} aria-label={t('frame.currentTeam')} />
              }
              onClick={() => team.id !== session.team.id && change.mutate(team)}
            >
              {team.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setIsCreating(true)}>
            {t('frame.createTeam')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isCreating && (
        <CreateTeamDialog
          onClose={() => setIsCreating(false)}
          onCreated={(team) => {
            setIsCreating(false);
            change.mutate(team);
          }}
        />
      )}
    </>
  );
}

// Who is signed in: account, appearance, signing out.
import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { colourSchemes } from '../features/appearance/index.ts';
import { useSession } from '../shared/api/session.ts';
import { IconKey, IconLogout, IconSelector, IconUser } from '../shared/ui/icons.ts';
import classes from './shell.module.css';
import { SignOutEverywhereDialog, useSignOut } from './sign-out.tsx';

/** The menu at the bottom of the navigation. */
export function AccountMenu() {
  const { t } = useTranslation();
  const { user } = useSession();
  const signOut = useSignOut();
  const [isAsking, setIsAsking] = useState(false);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu width={232} position="top-start">
        <Menu.Target>
          <UnstyledButton className={classes.menuButton ?? ''}>
            <Avatar size={28} name={user.name} color="lumen" variant="filled" aria-hidden />
            <span className={classes.menuText}>
              <span className="visually-hidden">{t('frame.userMenu')} </span>
              <Text span display="block" size="sm" fw={500} truncate>
                {user.name}
              </Text>
              <Text span display="block" size="xs" c="dimmed" truncate>
                {user.email}
              </Text>
            </span>
            <IconSelector size={16} aria-hidden className={classes.menuIcon} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconUser size={16} aria-hidden />}
            renderRoot={(rootProps) => <Link {...rootProps} to="/settings/account" />}
          >
            {t('frame.account')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconKey size={16} aria-hidden />}
            renderRoot={(rootProps) => <Link {...rootProps} to="/settings/account" hash="password" />}
          >
            {t('frame.changePassword')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t('frame.appearance')}</Menu.Label>
          <Menu.RadioGroup
            value={colorScheme}
            onChange={(value) => setColorScheme(value as (typeof colourSchemes)[number])}
          >
            {colourSchemes.map((scheme) => (
              <Menu.RadioItem key={scheme} value={scheme}>
                {t(`frame.${scheme}`)}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut(false)}>
            {t('frame.signOut')}
          </Menu.Item>
          <Menu.Item onClick={() => setIsAsking(true)}>{t('frame.signOutEverywhere')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <SignOutEverywhereDialog opened={isAsking} onClose={() => setIsAsking(false)} />
    </>
  );
}

// The frame of the pages before sign-in: the logo, one card in the middle, the languages below.
import { Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../../shared/ui/logo.tsx';
import { usePageHeading } from '../../shared/ui/page.tsx';
import { LanguageSwitch } from '../appearance/index.ts';
import classes from './public-frame.module.css';

/** A page for somebody who is not signed in. */
export function PublicFrame(props: { title: string; text?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  const heading = usePageHeading(props.title);
  return (
    <Center component="main" className={classes.main ?? ''}>
      <Stack gap="lg" w="100%" maw={440}>
        <Group gap="xs" justify="center">
          <Logo size={32} />
          <Text fw={700} size="lg">
            {t('frame.appName')}
          </Text>
        </Group>
        <Paper className={classes.card ?? ''} p={{ base: 'lg', sm: 'xl' }}>
          <Stack gap="md">
            <Stack gap={4}>
              <Title order={1} size="h2" ref={heading} tabIndex={-1} className={classes.title ?? ''}>
                {props.title}
              </Title>
              {props.text !== undefined && (
                <Text c="dimmed" size="sm" component="div">
                  {props.text}
                </Text>
              )}
            </Stack>
            {props.children}
          </Stack>
        </Paper>
        <LanguageSwitch />
      </Stack>
    </Center>
  );
}

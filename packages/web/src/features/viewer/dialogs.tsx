// What opens above the images: the map of keys, the about box, the text of an arrow.
import { Button, Group, Kbd, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Command, keyGroups, keyLines, type PlainCommand } from './commands.ts';
import { useKeyText } from './key-text.ts';
import classes from './room.module.css';
import type { ToolName } from './tool-names.ts';
import type { TextQuestion } from './use-engine.ts';
import type { CtPresetName } from './windows.ts';

/** Names a command. */
export function useCommandName(): (command: Command) => string {
  const { t } = useTranslation();
  return (command) => {
    const [kind, name] = command.split(':');
    if (kind === 'tool') return t(`viewer.toolNames.${name as ToolName}`);
    if (kind === 'preset')
      return `${t('viewer.windowing')}: ${t(`viewer.ctPresets.${name as CtPresetName}`)}`;
    return t(`viewer.commands.${command as PlainCommand}`);
  };
}

/** The map of keys. */
export function KeysDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const name = useCommandName();
  const keyText = useKeyText();
  return (
    <Modal
      opened
      size="xl"
      onClose={onClose}
      title={t('viewer.keys')}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
    >
      <div className={classes.keys}>
        {keyGroups.map((group) => (
          <section key={group} aria-label={t(`viewer.keyGroups.${group}`)}>
            <Text component="h3" size="sm" fw={600} m={0} mb={4}>
              {t(`viewer.keyGroups.${group}`)}
            </Text>
            <dl>
              {keyLines
                .filter((line) => line.group === group)
                .map(({ command }) => (
                  <div key={command}>
                    <dt>{name(command)}</dt>
                    <dd>
                      <Kbd size="xs">{keyText(command)}</Kbd>
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

/** What the viewer is and is not. */
export function AboutDialog({ isRendered, onClose }: { isRendered: boolean; onClose(): void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('viewer.about')}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
    >
      <Stack gap="sm">
        <Text fw={600}>{t('viewer.aboutDiagnosis')}</Text>
        <Text size="sm">{t('viewer.aboutText')}</Text>
        <Text size="sm" c="dimmed">
          {t(isRendered ? 'viewer.aboutRendered' : 'viewer.aboutDrawn')}
        </Text>
      </Stack>
    </Modal>
  );
}

/** Asks for the text of an arrow. */
export function ArrowDialog({ question }: { question: TextQuestion }) {
  const { t } = useTranslation();
  const [text, setText] = useState(question.before);
  const cancel = () => question.answer(question.before);
  return (
    <Modal
      opened
      onClose={cancel}
      title={t('viewer.arrowTitle')}
      closeButtonProps={{ 'aria-label': t('frame.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          question.answer(text.trim());
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('viewer.arrowText')}
            value={text}
            data-autofocus
            autoComplete="off"
            maxLength={arrowTextMax}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={cancel}>
              {t('frame.cancel')}
            </Button>
            <Button type="submit">{t('viewer.arrowAdd')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Longer texts cover the image. */
const arrowTextMax = 64;

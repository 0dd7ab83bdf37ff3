// Which slab the planes show: the projection and the thickness.
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatMeasure } from '../../shared/format/format.ts';
import classes from './room.module.css';
import { type Slab, type SlabThickness, slabModes, slabThicknesses } from './slab.ts';

/** Names a thickness. */
export function useThicknessText(): (thickness: SlabThickness) => string {
  const { t } = useTranslation();
  return (thickness) =>
    thickness === 'whole'
      ? t('viewer.slabWhole')
      : t('viewer.slabMillimetres', { millimetres: formatMeasure(thickness, 0, 0) });
}

/** The two choices; the thickness of a single layer is not to be chosen. */
export function SlabControls({ slab, onSlab }: { slab: Slab; onSlab(slab: Slab): void }) {
  const { t } = useTranslation();
  const thicknessText = useThicknessText();
  return (
    <div className={classes.group}>
      <NativeSelect
        size="xs"
        w={132}
        aria-label={t('viewer.slab')}
        value={slab.mode}
        data={slabModes.map((mode) => ({ value: mode, label: t(`viewer.slabModes.${mode}`) }))}
        onChange={(event) => {
          const mode = slabModes.find((one) => one === event.currentTarget.value);
          if (mode !== undefined) onSlab({ ...slab, mode });
        }}
      />
      <NativeSelect
        size="xs"
        w={132}
        aria-label={t('viewer.slabThickness')}
        disabled={slab.mode === 'slice'}
        value={String(slab.thickness)}
        data={slabThicknesses.map((one) => ({ value: String(one), label: thicknessText(one) }))}
        onChange={(event) => {
          const thickness = slabThicknesses.find((one) => String(one) === event.currentTarget.value);
          if (thickness !== undefined) onSlab({ ...slab, thickness });
        }}
      />
    </div>
  );
}

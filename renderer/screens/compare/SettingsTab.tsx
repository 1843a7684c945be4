import { Checkbox, useComputedColorScheme } from '@mantine/core';
import { useState } from 'react';
import type { ComparedSetting } from '../../../main/contract/compare/compare.ts';
import { formatQuantity } from '../../format.ts';
import { chartColours } from '../../theme/theme.ts';
import classes from './compare.module.css';
import type { Compared } from './use-comparison.ts';

interface Props {
  subjects: readonly Compared[];
  settings: readonly ComparedSetting[];
}

/** The settings of all subjects side by side; those that differ stand out. */
export function SettingsTab({ subjects, settings }: Props) {
  const [showsAll, setShowsAll] = useState(false);
  const scheme = useComputedColorScheme('dark');
  const different = settings.filter(({ isDifferent }) => isDifferent);
  const shown = showsAll ? settings : different;
  return (
    <section className={classes.tab} aria-label="Settings">
      <div className={classes.tabHead}>
        <span>
          {different.length === 0
            ? 'All settings are the same.'
            : `${formatQuantity(different.length, 'setting')} of ${settings.length} differ.`}
        </span>
        <Checkbox
          ml="auto"
          label="Show those that are the same too"
          checked={showsAll}
          onChange={(event) => setShowsAll(event.currentTarget.checked)}
        />
      </div>
      <div className={classes.scroll}>
        {shown.length > 0 && (
          <table className={`${classes.table} ${classes.settings} selectable`}>
            <thead>
              <tr>
                <th scope="col">Setting</th>
                {subjects.map(({ key, label, colour }) => (
                  <th key={key} scope="col" title={label}>
                    <i style={{ background: chartColours[scheme][colour] }} />
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map(({ key, title, unit, values, isDifferent }) => (
                <tr key={key} data-different={isDifferent || undefined}>
                  <th scope="row">
                    {title}
                    {unit && <span className={classes.unit}> {unit}</span>}
                  </th>
                  {subjects.map((subject) => (
                    <td
                      key={subject.key}
                      data-odd={values[subject.place] !== values[0] || undefined}
                      title={values[subject.place]}
                    >
                      {values[subject.place] || '–'}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

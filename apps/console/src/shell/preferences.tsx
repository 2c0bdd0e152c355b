import { Menu } from '@base-ui/react/menu';
import { useState } from 'react';
import { signOut, useSession } from '../api/session.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { TIME_ZONES, type TimeZone, useTimeZone } from '../controls/time-zone.ts';
import { THEMES, type Theme, useTheme } from './theme.ts';

/** Who is signed in, with the settings of this browser. */
export function Preferences() {
  const { data: session } = useSession();
  const [theme, setTheme] = useTheme();
  const [zone, setZone] = useTimeZone();
  const [error, setError] = useState<unknown>();
  return (
    <>
      {error !== undefined && <ErrorNotice error={error} />}
      <Menu.Root>
        <Menu.Trigger className="account">
          {session?.name}
          {session?.role === 'read-only' && <span className="badge">read-only</span>}
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner className="floating" align="end" sideOffset={4}>
            <Menu.Popup className="menu">
              <Menu.RadioGroup value={theme} onValueChange={(value: Theme) => setTheme(value)}>
                <Menu.GroupLabel className="menu-label">Colours</Menu.GroupLabel>
                {THEMES.map((each) => (
                  <Menu.RadioItem key={each} value={each} className="menu-item" closeOnClick>
                    <Menu.RadioItemIndicator className="menu-mark" keepMounted />
                    {{ system: 'Of the system', light: 'Light', dark: 'Dark' }[each]}
                  </Menu.RadioItem>
                ))}
              </Menu.RadioGroup>
              <Menu.RadioGroup value={zone} onValueChange={(value: TimeZone) => setZone(value)}>
                <Menu.GroupLabel className="menu-label">Times</Menu.GroupLabel>
                {TIME_ZONES.map((each) => (
                  <Menu.RadioItem key={each} value={each} className="menu-item" closeOnClick>
                    <Menu.RadioItemIndicator className="menu-mark" keepMounted />
                    {each === 'local' ? 'Local' : 'UTC'}
                  </Menu.RadioItem>
                ))}
              </Menu.RadioGroup>
              <Menu.Item className="menu-item menu-last" onClick={() => void signOut().catch(setError)}>
                Sign out
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </>
  );
}

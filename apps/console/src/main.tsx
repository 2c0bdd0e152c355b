import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client.ts';
import { watchSession } from './api/session-state.ts';
import { App } from './app.tsx';
import { ignoreRepeatedPresses } from './controls/repeated-presses.ts';
import { showTheme } from './shell/theme.ts';
import './style/index.css';

showTheme();
watchSession();
ignoreRepeatedPresses();
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );

import type { components, paths } from '@partner-webhooks/admin-api';
import createFetchClient, { type Middleware } from 'openapi-fetch';
import createClient from 'openapi-react-query';
import { createSend } from './send.ts';
import { csrfToken, forgetSession } from './session-state.ts';

/** The schemas of the admin contract. */
export type Schemas = components['schemas'];

const session: Middleware = {
  onRequest({ request }) {
    const token = csrfToken();
    if (token !== undefined && request.method !== 'GET') request.headers.set('X-CSRF-Token', token);
    return request;
  },
  onResponse({ response }) {
    // The session has expired, or the receiver was restarted.
    if (response.status === 401) forgetSession({ isSignedOut: false });
  },
};

/** The admin API, for what is no query: pages of a list one after another, for example. */
export const client = createFetchClient<paths>({
  baseUrl: '',
  fetch: createSend((request) => fetch(request)),
});
client.use(session);

/** Queries and mutations of the admin API (openapi-react-query). */
export const api = createClient(client);

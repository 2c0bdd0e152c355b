import { registerHooks } from 'node:module';

// Loaded before a receiver: its handler of customers fails as long as there is a file `broken` in the folder of the receiver. What
// has failed stays dead: a retry would handle it before the operator does.
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith('/handlers/customer-notification.js')) return loaded;
    const source = String(loaded.source).replace(
      '=> {',
      `=> {
        const { PermanentError } = await import('@partner-webhooks/inbox');
        if ((await import('node:fs')).existsSync('broken'))
          throw new PermanentError('the customer cannot be written', { cause: new Error('connect ECONNREFUSED 10.0.0.7:5432') });`,
    );
    return { ...loaded, source };
  },
});

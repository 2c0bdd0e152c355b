import { registerHooks } from 'node:module';

// Loaded before the receiver: another handler takes the place of the one for transfers.
registerHooks({
  resolve(specifier, context, nextResolve) {
    if (!specifier.endsWith('/handlers/transfer-notification.ts')) return nextResolve(specifier, context);
    return nextResolve(new URL('misbehaving-handler.ts', import.meta.url).href, context);
  },
});

import { expect, it } from 'vitest';
import { enumNameOf } from '../../src/draft/enum-name.ts';

it.each([
  ['TransferNotification', ['status'], 'TransferStatus'],
  ['TransferNotification', ['validationError', 'errorType'], 'TransferValidationErrorType'],
  ['OnboardingNotification', ['validationErrors', 'errorType'], 'OnboardingValidationErrorsErrorType'],
  ['OnboardingNotification', ['notificationType'], 'OnboardingNotificationType'],
  ['ReTokenPrices', ['currency'], 'ReTokenPricesCurrency'],
  ['ReTokenPrices', ['taxID', 'größe'], 'ReTokenPricesTaxIDGrE'],
])('the values of %s at %j are named %s', (payload, properties, name) => {
  expect(enumNameOf(payload, properties)).toBe(name);
});

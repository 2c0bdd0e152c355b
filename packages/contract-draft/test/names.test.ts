import { kebabCase, pascalCase } from '@partner-webhooks/codegen/event-type';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enumNameOf, fileNameOf, schemaNameOf } from '../src/names.ts';

describe('names', () => {
  it('of files and schemas are those that codegen derives', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z][A-Z0-9]{0,8}(_[A-Z0-9]{1,8}){0,3}$/), (eventType) => {
        expect(fileNameOf(eventType)).toBe(kebabCase(eventType));
        expect(schemaNameOf(eventType)).toBe(pascalCase(eventType));
      }),
    );
  });

  it.each([
    ['TransferNotification', ['status'], 'TransferStatus'],
    ['TransferNotification', ['validationError', 'errorType'], 'TransferValidationErrorType'],
    ['OnboardingNotification', ['validationErrors', 'errorType'], 'OnboardingValidationErrorsErrorType'],
    ['OnboardingNotification', ['notificationType'], 'OnboardingNotificationType'],
    ['ReTokenPrices', ['currency'], 'ReTokenPricesCurrency'],
  ])('of the values of %s at %j: %s', (payload, properties, name) => {
    expect(enumNameOf(payload, properties)).toBe(name);
  });
});

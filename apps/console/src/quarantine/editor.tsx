import { useBlocker } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { useMayChange } from '../api/session.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { Time } from '../controls/time.tsx';
import { indented } from './indented.ts';
import { MarkedText } from './marked-text.tsx';
import { type Place, placesOf } from './places.ts';
import { useValidation } from './validation.ts';
import { Verdict } from './verdict.tsx';

/** An edited copy of a body. It is validated as it is typed, and stored beside the original, never over it. */
export function Editor({
  id,
  original,
  edit,
  as,
  eventType,
  onSaved,
  onReplayed,
}: {
  readonly id: string;
  readonly original: string;
  /** The copy that is stored. */
  readonly edit: Schemas['QuarantineEdit'] | undefined;
  /** The event type that was chosen. */
  readonly as: string | undefined;
  /** The event type that it is validated as. */
  readonly eventType: string | undefined;
  readonly onSaved: () => void;
  readonly onReplayed: (result: Schemas['ReplayResult']) => void;
}) {
  const mayChange = useMayChange();
  const [text, setText] = useState(() => edit?.body ?? indented(original));
  const [stored, setStored] = useState(text);
  const area = useRef<HTMLTextAreaElement>(null);
  const validation = useValidation(eventType, text);
  const reasons = validation?.reasons;
  const places = useMemo(() => placesOf(text, reasons ?? []), [text, reasons]);
  const params = { path: { id } };
  const save = api.useMutation('post', '/api/quarantine/{id}/edit', {
    onSuccess: (_result, { body }) => {
      setStored(body.body);
      onSaved();
    },
  });
  const replay = api.useMutation('post', '/api/quarantine/{id}/replay', { onSuccess: onReplayed });
  const override = as !== undefined && { eventType: as };
  const isChanged = text !== stored || (edit !== undefined && edit.eventType !== as);
  const isBusy = save.isPending || replay.isPending;
  useLeaveWarning(mayChange && text !== stored && !isBusy && !replay.isSuccess);

  const saveAndReplay = async () => {
    if (isChanged || !edit) await save.mutateAsync({ params, body: { body: text, ...override } });
    await replay.mutateAsync({ params, body: { edited: true, ...override } });
  };
  const goTo = ({ from, to }: Place) => {
    area.current?.focus();
    area.current?.setSelectionRange(from, to);
  };

  const error = save.error ?? replay.error;
  return (
    <section className="panel" aria-labelledby="copy">
      <h2 id="copy">An edited copy</h2>
      <div className="actions">
        <button type="button" onClick={() => setText(indented(text))}>
          Indent
        </button>
        <button type="button" disabled={text === original} onClick={() => setText(indented(original))}>
          Back to the original
        </button>
        {mayChange && (
          <>
            <button
              type="button"
              disabled={!isChanged || text === '' || isBusy}
              onClick={() => save.mutate({ params, body: { body: text, ...override } })}
            >
              Save the copy
            </button>
            <button
              type="button"
              className="primary"
              disabled={!validation?.valid || isBusy}
              onClick={() => void saveAndReplay().catch(() => undefined)}
            >
              {isChanged || !edit ? 'Save and replay the copy' : 'Replay the copy'}
            </button>
          </>
        )}
      </div>
      <div className={text.length <= MARKED_CHARS ? 'editor' : 'editor editor-large'}>
        {text.length <= MARKED_CHARS && (
          <div className="editor-marks" aria-hidden="true">
            <MarkedText text={text} places={places} />{' '}
          </div>
        )}
        <textarea
          ref={area}
          aria-label="The edited copy"
          aria-describedby="copy-verdict"
          spellCheck={false}
          autoCapitalize="off"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </div>
      {edit && (
        <p className="hint">
          Saved <Time at={edit.editedAt} /> by {edit.editedBy}
          {edit.eventType !== undefined && ` as ${edit.eventType}`}.
        </p>
      )}
      {error && <ErrorNotice error={error} />}
      <div id="copy-verdict">
        {validation ? (
          <Verdict text={text} places={places} validation={validation} onGoTo={goTo} />
        ) : (
          <p className="hint">
            {eventType === undefined
              ? 'No event type belongs to the path. Choose one, and the copy is validated as you type.'
              : `Validating as ${eventType}…`}
          </p>
        )}
      </div>
    </section>
  );
}

// Laying out a longer text twice at each key is slow. Its places are found by their buttons.
const MARKED_CHARS = 100_000;

/** Asks before what was typed is lost. */
function useLeaveWarning(isUnsaved: boolean): void {
  useBlocker({
    shouldBlockFn: () => isUnsaved && !window.confirm('The copy is not saved. Leave it?'),
    enableBeforeUnload: isUnsaved,
  });
}

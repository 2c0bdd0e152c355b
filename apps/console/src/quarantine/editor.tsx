import { useBlocker } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { api, type Schemas } from '../api/client.ts';
import { useMayChange } from '../api/session.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { formatCount } from '../controls/format.ts';
import { Time } from '../controls/time.tsx';
import { UNSAVED } from '../controls/unsaved.ts';
import { HiddenCharacters } from './hidden-characters.tsx';
import { indented } from './indented.ts';
import { MarkedText } from './marked-text.tsx';
import { type Place, placesOf } from './places.ts';
import { useValidation } from './validation.ts';
import { Verdict } from './verdict.tsx';

/** An edited copy of a body. It is validated as it is typed, and stored beside the original, never over it. */
export function Editor({
  id,
  original,
  pretty,
  edit,
  as,
  eventType,
  onSaved,
  onReplayed,
}: {
  readonly id: string;
  readonly original: string;
  /** The same with line breaks. */
  readonly pretty: string;
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
  const [text, setText] = useState(() => edit?.body ?? pretty);
  const [stored, setStored] = useState(text);
  const area = useRef<HTMLTextAreaElement>(null);
  const isLarge = text.length > MARKED_CHARS;
  const [isOpen, open] = useState(!isLarge || edit !== undefined);
  const { text: validated, validation } = useValidation(eventType, text);
  const reasons = validation?.reasons;
  const places = useMemo(() => placesOf(validated, reasons ?? []), [validated, reasons]);
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
  // Without a session the operator may change nothing, but what was typed is still to be saved.
  const isUnsaved = text !== stored && !isBusy && !replay.isSuccess;
  useLeaveWarning(mayChange && isUnsaved);

  const saveAndReplay = async () => {
    if (isChanged || !edit) await save.mutateAsync({ params, body: { body: text, ...override } });
    await replay.mutateAsync({ params, body: { edited: true, ...override } });
  };
  const goTo = ({ from, to }: Pick<Place, 'from' | 'to'>) => {
    flushSync(() => open(true));
    area.current?.focus();
    area.current?.setSelectionRange(from, to);
  };

  const error = save.error ?? replay.error;
  return (
    <section className="panel" aria-labelledby="copy" {...(isUnsaved && UNSAVED)}>
      <h2 id="copy">An edited copy</h2>
      <div className="actions">
        <button type="button" onClick={() => setText(indented(text))}>
          Indent
        </button>
        <button type="button" disabled={text === original} onClick={() => setText(pretty)}>
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
              disabled={!validation?.valid || validated !== text || isBusy}
              onClick={() => void saveAndReplay().catch(() => undefined)}
            >
              {isChanged || !edit ? 'Save and replay the copy' : 'Replay the copy'}
            </button>
          </>
        )}
      </div>
      {isOpen ? (
        <div className={isLarge ? 'editor editor-large' : 'editor'}>
          {!isLarge && (
            <div className="editor-marks" aria-hidden="true">
              <MarkedText text={text} places={validated === text ? places : []} isBehindField />{' '}
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
      ) : (
        <p className="field-closed">
          <button type="button" onClick={() => open(true)}>
            Edit the copy of {formatCount(text.length)} characters
          </button>
        </p>
      )}
      <HiddenCharacters text={validated} onGoTo={goTo} />
      {edit && (
        <p className="hint">
          Saved <Time at={edit.editedAt} /> by {edit.editedBy}
          {edit.eventType !== undefined && ` as ${edit.eventType}`}.
        </p>
      )}
      {error && <ErrorNotice error={error} />}
      <div id="copy-verdict">
        {validation ? (
          <Verdict text={validated} places={places} validation={validation} onGoTo={goTo} />
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

// Laying out a longer text twice at each key is slow, and one of 1 MB takes a second before anything is edited. Its places are found
// by their buttons.
const MARKED_CHARS = 100_000;

/** Asks before what was typed is lost. */
function useLeaveWarning(isUnsaved: boolean): void {
  useBlocker({
    shouldBlockFn: () => isUnsaved && !window.confirm('The copy is not saved. Leave it?'),
    enableBeforeUnload: isUnsaved,
  });
}

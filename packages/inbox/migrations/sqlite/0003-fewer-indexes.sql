-- Each index on the event type costs a page for each of them at every commit. The words lead to a type as well.
DROP INDEX notification_type;
DROP INDEX notification_type_state;

INSERT INTO words (words) VALUES ('delete-all');
INSERT INTO words (rowid, text)
  SELECT seq, id || ' ' || event_type || ' ' || coalesce((
    SELECT group_concat(atom, ' ') FROM json_tree(iif(json_valid(CAST(body AS TEXT)), CAST(body AS TEXT), 'null')) WHERE type = 'text'), '')
  FROM notification;

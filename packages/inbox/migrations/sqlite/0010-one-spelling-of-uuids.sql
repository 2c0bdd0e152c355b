-- A UUID in capitals is the same UUID, so its notifications belong into one line with those in small letters. What the order
-- of that line is, is worked out when the inbox is opened.
UPDATE notification
SET line = event_type || ':' || lower(substr(line, length(event_type) + 2))
WHERE substr(line, 1, length(event_type) + 1) = event_type || ':'
  AND substr(line, length(event_type) + 2)
    GLOB replace('hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh', 'h', '[0-9A-Fa-f]')
  AND substr(line, length(event_type) + 2) <> lower(substr(line, length(event_type) + 2));

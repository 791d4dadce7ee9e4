-- The lists of what units have in hand go by the due date, those without one last; the index has exactly that order.

CREATE INDEX handover_open ON handover (COALESCE(due_on, '9999'), id) WHERE state = 'open';

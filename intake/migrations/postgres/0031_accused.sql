-- Whom opinions complain of is written on few of them: those alone are looked through, however many there are.
CREATE INDEX opinion_accused ON opinion (registered_at) WHERE details LIKE '%"accused": "%';

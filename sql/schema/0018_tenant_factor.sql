-- A tenant may want a second factor of everybody who acts in it, whatever the box wants.
ALTER TABLE tenant ADD COLUMN factor_required INTEGER NOT NULL DEFAULT 0 CHECK (factor_required IN (0, 1));

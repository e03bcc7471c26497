-- name: views
-- Views by name; the last one that was open has none.
SELECT substr(name, 6), value FROM facts WHERE starts_with(name, 'view:') ORDER BY name;

-- name: put_view
-- A view under its name, in place of another of that name.
INSERT INTO facts VALUES ('view:' || $view, $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: forget_view
-- Forget a view.
DELETE FROM facts WHERE name = 'view:' || $view;

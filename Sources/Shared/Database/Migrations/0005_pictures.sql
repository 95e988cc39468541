-- Pictures that perhaps nothing shows: each is looked at when `due`, and then kept, or removed with its files.
-- A name stands here from before its first file is stored until it was looked at, and whenever an auction or a
-- person stops to show it. So no crash leaves a file that nothing knows of.
CREATE TABLE loose_picture (
    name text PRIMARY KEY,
    due  timestamptz NOT NULL DEFAULT clock_timestamp() + interval '1 day'
);
CREATE INDEX loose_picture_due ON loose_picture (due);
INSERT INTO loose_picture (name) SELECT name FROM image WHERE name IS NOT NULL;

CREATE FUNCTION auction_left_picture() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO loose_picture (name) SELECT name FROM image WHERE id = old.image_id AND name IS NOT NULL
        ON CONFLICT (name) DO UPDATE SET due = excluded.due;
    RETURN NULL;
END $$;
CREATE FUNCTION person_left_picture() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO loose_picture (name)
        SELECT name FROM image WHERE owner_id = old.id AND thumbnail_url = old.image_url AND name IS NOT NULL
        ON CONFLICT (name) DO UPDATE SET due = excluded.due;
    RETURN NULL;
END $$;
CREATE TRIGGER picture_taken_away AFTER DELETE OR UPDATE OF image_id ON auction_image
    FOR EACH ROW EXECUTE FUNCTION auction_left_picture();
CREATE TRIGGER picture_changed AFTER UPDATE OF image_url ON person FOR EACH ROW
    WHEN (old.image_url IS NOT NULL AND old.image_url IS DISTINCT FROM new.image_url)
    EXECUTE FUNCTION person_left_picture();

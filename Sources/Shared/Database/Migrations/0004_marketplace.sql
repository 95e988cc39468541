-- Finding and following auctions, and pictures of three sizes.

-- Names of files in the picture store are made of `name`; null for sample pictures.
ALTER TABLE image
    ADD COLUMN medium_url text,
    ADD COLUMN name       text UNIQUE;
CREATE INDEX image_owner ON image (owner_id, created_at);
CREATE INDEX image_age ON image (created_at);
-- A picture may be shown by several auctions of its owner: one that is listed anew keeps its pictures.
ALTER TABLE auction_image DROP CONSTRAINT auction_image_image_id_key;
CREATE INDEX auction_image_image ON auction_image (image_id);

-- `id` orders what a person likes, latest first.
CREATE TABLE auction_like (
    id         bigint GENERATED ALWAYS AS IDENTITY,
    person_id  bigint NOT NULL REFERENCES person ON DELETE CASCADE,
    auction_id bigint NOT NULL REFERENCES auction ON DELETE CASCADE,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (person_id, auction_id)
);
CREATE INDEX auction_like_latest ON auction_like (person_id, id DESC) INCLUDE (auction_id);
CREATE INDEX auction_like_auction ON auction_like (auction_id, id);
ALTER TABLE auction ADD CHECK (like_count >= 0);

CREATE INDEX auction_status_category ON auction (status, category, id DESC);
CREATE INDEX auction_status_popular ON auction (status, like_count DESC, id DESC);
CREATE INDEX auction_winner ON auction (winner_id, id DESC) WHERE winner_id IS NOT NULL;

-- A text as searches see it: NFKC in lower case, one space for whatever is no letter and no digit, and one before
-- each run of ASCII letters and digits, so that `삼성TV` has the word `tv`.
CREATE FUNCTION search_text(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(' ' || regexp_replace(lower(normalize($1, NFKC)), '[^[:alnum:]]+', ' ', 'g') || ' ',
    '([^ a-z0-9])([a-z0-9])|  +', '\1 \2', 'g');

-- What a search text is indexed by: each two letters of a script other than Latin, each three of an ASCII run,
-- and the first two of a run behind a space. Punctuation of a pattern separates and is in no gram.
-- It takes about 50 µs, 20 000 times an operator: so the planner goes by the index rather than work it out for rows.
-- (As it is written: unnest in the list keeps no tuplestore, and OFFSET 0 keeps the text from being split thrice.)
CREATE FUNCTION search_grams(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 20000
RETURN ARRAY(
    SELECT CASE WHEN a > '~' THEN a || b ELSE a || b || c END
    FROM (SELECT unnest(letters) AS a, unnest(letters[2:]) AS b, unnest(letters[3:]) AS c
        FROM (SELECT string_to_array($1, NULL) COLLATE "C" AS letters OFFSET 0) text) AS at
    WHERE CASE WHEN a > '~' THEN b > '~'
        ELSE (a = ' ' OR a BETWEEN '0' AND 'z') AND b BETWEEN '0' AND 'z' AND c BETWEEN '0' AND 'z' END);

-- The terms of what somebody searches for, in the form that `search_text` gives texts, joined by `|`. One that begins
-- with a run of one or two ASCII letters or digits keeps the space before it: such a run has no gram but at its beginning.
CREATE FUNCTION search_pattern(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT coalesce(string_agg(CASE WHEN term ~ '^ [a-z0-9]{1,2}([^a-z0-9]|$)' THEN rtrim(term) ELSE trim(term) END, '|'), '')
    FROM regexp_split_to_table($1, '\s+') AS word, search_text(word) AS term
    WHERE term <> ' ');

-- What finding needs and bidding must not pay for: a live auction's row changes with every bid, and stays on its page
-- only as long as no index knows what changed. So texts and prices that are searched stand beside it.
CREATE TABLE auction_text (
    auction_id bigint PRIMARY KEY REFERENCES auction ON DELETE CASCADE,
    words      text COLLATE "C" NOT NULL -- compared by bytes: half the time of building the index
);
-- Without a pending list: searches are many, listings are few.
CREATE INDEX auction_text_grams ON auction_text USING gin (search_grams(words)) WITH (fastupdate = off);

CREATE TABLE auction_price (
    auction_id bigint PRIMARY KEY REFERENCES auction ON DELETE CASCADE,
    price      bigint NOT NULL
);
CREATE INDEX auction_price_order ON auction_price (price, auction_id);

CREATE FUNCTION auction_listed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO auction_text SELECT id, search_text(title || ' ' || description) FROM listed;
    INSERT INTO auction_price SELECT id, coalesce(price, start_price) FROM listed;
    RETURN NULL;
END $$;
CREATE FUNCTION auction_reworded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE auction_text SET words = search_text(new.title || ' ' || new.description) WHERE auction_id = new.id;
    RETURN NULL;
END $$;
CREATE FUNCTION auction_repriced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE auction_price SET price = coalesce(new.price, new.start_price) WHERE auction_id = new.id;
    RETURN NULL;
END $$;
CREATE TRIGGER auction_listed AFTER INSERT ON auction REFERENCING NEW TABLE AS listed
    FOR EACH STATEMENT EXECUTE FUNCTION auction_listed();
CREATE TRIGGER auction_reworded AFTER UPDATE OF title, description ON auction FOR EACH ROW
    WHEN (old.title <> new.title OR old.description <> new.description) EXECUTE FUNCTION auction_reworded();
CREATE TRIGGER auction_repriced AFTER UPDATE OF price, start_price ON auction FOR EACH ROW
    WHEN (coalesce(old.price, old.start_price) <> coalesce(new.price, new.start_price))
    EXECUTE FUNCTION auction_repriced();
INSERT INTO auction_text SELECT id, search_text(title || ' ' || description) FROM auction;
INSERT INTO auction_price SELECT id, coalesce(price, start_price) FROM auction;

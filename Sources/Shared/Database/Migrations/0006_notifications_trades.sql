-- People are told what concerns them, and the two sides of a sale have a room of their own.

-- What a person does not want to be told.
ALTER TABLE person ADD COLUMN muted_kinds text[] NOT NULL DEFAULT '{}' CHECK (muted_kinds <@ ARRAY[
    'outbid', 'auctionStarted', 'auctionEndingSoon', 'won', 'sold', 'unsold', 'tradeMessage', 'tradeReminder']);

-- One row for a person, an auction (a trade belongs to its auction) and a kind: news replaces it under a new, higher
-- id, so that a war of bids fills nobody's list and ids stay in the order of what happened.
ALTER TABLE notification
    ADD COLUMN trade_id bigint REFERENCES trade ON DELETE CASCADE,
    ADD COLUMN read_at  timestamptz,
    ALTER COLUMN auction_id SET NOT NULL;
UPDATE notification n SET trade_id = t.id FROM trade t WHERE t.auction_id = n.auction_id AND n.kind IN ('won', 'sold');
ALTER TABLE notification
    ADD CHECK (kind IN (
        'outbid', 'auctionStarted', 'auctionEndingSoon', 'won', 'sold', 'unsold', 'tradeMessage', 'tradeReminder')),
    ADD CHECK ((trade_id IS NOT NULL) = (kind IN ('won', 'sold', 'tradeMessage', 'tradeReminder')));
CREATE UNIQUE INDEX notification_subject ON notification (person_id, auction_id, kind);
CREATE INDEX notification_unread ON notification (person_id, id) WHERE read_at IS NULL;
-- Gateways look back each second for what they were not told.
CREATE INDEX notification_at ON notification (at) INCLUDE (person_id, id);

-- What the followers of an auction are to be told, and when: stored when it becomes live, gone when all were told.
-- `told` is the last like (in the order of `auction_like.id`) whose person was.
CREATE TABLE follower_notice (
    auction_id bigint NOT NULL REFERENCES auction ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('auctionStarted', 'auctionEndingSoon')),
    due        timestamptz NOT NULL,
    told       bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (auction_id, kind)
);
CREATE INDEX follower_notice_due ON follower_notice (due);
INSERT INTO follower_notice (auction_id, kind, due)
    SELECT id, 'auctionEndingSoon', ends_at - interval '5 minutes' FROM auction
    WHERE status = 'live' AND ends_at - interval '5 minutes' > now();

-- The room of a seller and a winner. A proposal is a state that one of them wants and the other has not yet agreed
-- to. `seq` is the head of the log; each side has read it up to a mark, and `…_unread` entries of the other are
-- behind that. `remind_at`: when both are reminded if nobody writes; null when they were, or nothing is left to do.
ALTER TABLE trade
    ADD COLUMN state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'agreed', 'done', 'cancelled')),
    ADD COLUMN proposed      text CHECK (proposed IN ('agreed', 'done', 'cancelled')),
    ADD COLUMN proposed_by   bigint,
    ADD COLUMN proposed_at   timestamptz,
    ADD COLUMN seq           bigint NOT NULL DEFAULT 0 CHECK (seq >= 0),
    ADD COLUMN seller_read   bigint NOT NULL DEFAULT 0,
    ADD COLUMN winner_read   bigint NOT NULL DEFAULT 0,
    ADD COLUMN seller_unread integer NOT NULL DEFAULT 0,
    ADD COLUMN winner_unread integer NOT NULL DEFAULT 0,
    ADD COLUMN active_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    ADD COLUMN remind_at     timestamptz DEFAULT clock_timestamp() + interval '1 day',
    ADD CHECK (num_nulls(proposed, proposed_by, proposed_at) IN (0, 3)),
    ADD CHECK (proposed_by IN (seller_id, winner_id)),
    ADD CHECK (proposed <> state AND (proposed <> 'done' OR state = 'agreed')),
    ADD CHECK (state IN ('open', 'agreed') OR num_nonnulls(proposed, remind_at) = 0),
    ADD CHECK (seller_read BETWEEN 0 AND seq AND winner_read BETWEEN 0 AND seq),
    ADD CHECK (seller_unread BETWEEN 0 AND seq - seller_read AND winner_unread BETWEEN 0 AND seq - winner_read);
UPDATE trade SET active_at = created_at;
CREATE INDEX trade_seller_active ON trade (seller_id, active_at DESC, id DESC);
CREATE INDEX trade_winner_active ON trade (winner_id, active_at DESC, id DESC);
CREATE INDEX trade_seller_unread ON trade (seller_id) WHERE seller_unread > 0;
CREATE INDEX trade_winner_unread ON trade (winner_id) WHERE winner_unread > 0;
CREATE INDEX trade_silent ON trade (remind_at) WHERE remind_at IS NOT NULL;
DROP INDEX trade_seller;

-- An entry of a trade's log: what somebody wrote, or, with `state`, how it stood after somebody moved it.
CREATE TABLE trade_message (
    trade_id    bigint NOT NULL REFERENCES trade ON DELETE CASCADE,
    seq         bigint NOT NULL CHECK (seq > 0),
    author_id   bigint NOT NULL REFERENCES person,
    at          timestamptz NOT NULL,
    text        text NOT NULL CHECK (char_length(text) <= 1000),
    state       text CHECK (state IN ('open', 'agreed', 'done', 'cancelled')),
    proposed    text CHECK (proposed IN ('agreed', 'done', 'cancelled')),
    proposed_by bigint,
    PRIMARY KEY (trade_id, seq),
    CHECK (num_nulls(proposed, proposed_by) IN (0, 2)),
    CHECK (state IS NOT NULL OR proposed IS NULL),
    CHECK (state IS NULL OR text = '')
);
CREATE INDEX trade_message_at ON trade_message (at) INCLUDE (trade_id, seq);

CREATE TABLE trade_image (
    trade_id bigint NOT NULL,
    seq      bigint NOT NULL,
    position integer NOT NULL CHECK (position BETWEEN 0 AND 4),
    image_id bigint NOT NULL REFERENCES image,
    PRIMARY KEY (trade_id, seq, position),
    FOREIGN KEY (trade_id, seq) REFERENCES trade_message ON DELETE CASCADE
);
CREATE INDEX trade_image_image ON trade_image (image_id);
CREATE TRIGGER picture_taken_away AFTER DELETE OR UPDATE OF image_id ON trade_image
    FOR EACH ROW EXECUTE FUNCTION auction_left_picture();

-- A private copy of what a bid touches, so that the peer writes as many rows and bytes as the service does.
DROP SCHEMA IF EXISTS bench_peer CASCADE;
CREATE SCHEMA bench_peer;
CREATE TABLE bench_peer.auction (
    id bigint PRIMARY KEY,
    price bigint NOT NULL DEFAULT 1000,
    leader_id bigint,
    bid_count integer NOT NULL DEFAULT 0,
    seq bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
CREATE TABLE bench_peer.bid (
    auction_id bigint NOT NULL,
    seq bigint NOT NULL,
    bidder_id bigint NOT NULL,
    amount bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (auction_id, seq)
);
CREATE TABLE bench_peer.room_event (
    auction_id bigint NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (auction_id, seq)
);
INSERT INTO bench_peer.auction (id) SELECT generate_series(1, 100);

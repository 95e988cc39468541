\set auction random(1, :auctions)
\set bidder :client_id + 1
BEGIN;
SELECT price + 100 AS amount, seq + 1 AS seq FROM bench_peer.auction WHERE id = :auction FOR UPDATE \gset
UPDATE bench_peer.auction SET price = :amount, leader_id = :bidder, bid_count = bid_count + 1, seq = :seq WHERE id = :auction;
INSERT INTO bench_peer.bid (auction_id, seq, bidder_id, amount, at) VALUES (:auction, :seq, :bidder, :amount, clock_timestamp());
-- As long as a bid's event; its JSON itself holds colons, which pgbench would take for variables.
INSERT INTO bench_peer.room_event (auction_id, seq, at, kind, body) VALUES (:auction, :seq, clock_timestamp(), 'bid', repeat('x', 340));
COMMIT;

-- The same writes in one statement, so one round trip and a commit: the best that a bid a transaction can do.
\set auction random(1, :auctions)
\set bidder :client_id + 1
WITH raised AS (
    UPDATE bench_peer.auction SET price = price + 100, leader_id = :bidder, bid_count = bid_count + 1, seq = seq + 1
    WHERE id = :auction RETURNING seq, price
), placed AS (
    INSERT INTO bench_peer.bid (auction_id, seq, bidder_id, amount, at) SELECT :auction, seq, :bidder, price, clock_timestamp() FROM raised
)
INSERT INTO bench_peer.room_event (auction_id, seq, at, kind, body) SELECT :auction, seq, clock_timestamp(), 'bid', repeat('x', 340) FROM raised;

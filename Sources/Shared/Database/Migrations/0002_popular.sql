-- The list by likes goes on behind (like_count, id), as the other lists behind their keys.
CREATE INDEX auction_popular ON auction (like_count DESC, id DESC);

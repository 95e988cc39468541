import Postgres

extension AuctionDraft {
    /// Shows the draft's pictures, those of `owner`, in an auction that shows none. They are locked, so
    /// that none is swept away meanwhile.
    func showImages(of owner: UserID, in auction: AuctionID) -> SQL {
        """
        INSERT INTO auction_image (auction_id, position, image_id)
        SELECT \(auction.rawValue), wanted.place - 1, image.id
        FROM unnest(\(imageIds)) WITH ORDINALITY AS wanted (id, place)
        JOIN image ON image.id = wanted.id AND image.owner_id = \(owner.rawValue)
        FOR KEY SHARE OF image
        """
    }

    /// Throws `invalid` unless all of them are shown.
    func checkShown(_ rows: Rows) throws(Problem) {
        guard rows.affected == imageIds.count else {
            throw .invalid([.init("imageIds", code: "unknown", "must be pictures of your own")])
        }
    }
}

extension Problem {
    /// Turns a constraint that a listing breaks into what the seller did wrong.
    static func translatingListing<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch PostgresError.server(_, _, .some("auction_category_fkey")) {
            throw Problem.invalid([.init("category", code: "unknown", "is not a category")])
        } catch PostgresError.server(_, _, .some("accepted_request_pkey")) {
            // The same key arrived twice at once; the other one is in the database now.
            throw Problem.unavailable("The same request is being worked on; ask again.")
        }
    }
}

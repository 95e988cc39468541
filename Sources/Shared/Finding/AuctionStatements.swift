import Postgres

/// The statements that find a page of auctions.
///
/// Conditions are of two kinds: those that the order's own index leads to, and loose ones, for which
/// rows must be looked at. Without loose ones a page is read straight from its index.
struct AuctionStatements {
    /// A loose condition: rows that meet it can be fetched by an index of its own.
    enum Condition: CaseIterable {
        case prices
        /// Status, category, or both.
        case kind
        /// The last that a walk tries: it looks a text up.
        case search
    }

    /// Rows that a set is fetched whole up to: 10 to 20 ms.
    static let mostHits = 3000
    /// Rows that a walk looks at: about 10 ms.
    static let reach = 2000
    /// Rows that are looked at before it is known whether to walk: about 3 ms.
    static let firstReach = 500

    let query: AuctionQuery
    /// The search as `search_pattern` wrote it; nil if there is none, or it is not yet known.
    let pattern: String?

    private var filter: AuctionFilter { query.filter }

    /// What no index of the order leads to.
    var loose: [Condition] {
        Condition.allCases.filter { condition in
            switch condition {
            case .search: filter.search != nil
            case .prices: hasPrices && !query.sort.isByPrice
            case .kind:
                filter.category != nil && query.sort != .newest
                    || filter.status != nil && query.sort.isByPrice
            }
        }
    }

    private var hasPrices: Bool { filter.lowestPrice != nil || filter.highestPrice != nil }

    // MARK: Statements

    /// Ids, keys and versions of one row more than the page holds, so that its end is known.
    var plain: SQL {
        let order = AuctionOrder.walked(query)
        return """
            SELECT a.id, \(sql: order.key), \(sql: Auction.versionColumns) FROM \(sql: order.source)
                JOIN person s ON s.id = a.seller_id LEFT JOIN person l ON l.id = a.leader_id
            WHERE \(sql: led(order))\(sql: order.behind) ORDER BY \(sql: order.ordering) LIMIT \(query.limit + 1)
            """
    }

    /// Ids, keys, and in each row how many meet one loose condition, as far as `mostHits`: the page is made of
    /// all of them. One row without an id if nothing is found, or if they are more.
    func sorted(from condition: Condition) -> SQL {
        let order = AuctionOrder.sorted(query)
        let others = loose.filter { $0 != condition }.map { test(of: $0) }
        let conditions = others.reduce("\(sql: led(order))\(sql: order.behind)" as SQL) {
            "\(sql: $0) AND \(sql: $1)"
        }
        return """
            WITH hits AS MATERIALIZED (\(sql: rows(of: condition)) LIMIT \(Int64(Self.mostHits + 1))),
            met AS MATERIALIZED (SELECT count(*) AS rows FROM hits)
            SELECT page.id, page.key, met.rows FROM met LEFT JOIN LATERAL (
                SELECT a.id, \(sql: order.key) AS key FROM hits JOIN auction a ON a.id = hits.id
                WHERE met.rows <= \(Int64(Self.mostHits)) AND \(sql: conditions)
                ORDER BY \(sql: order.ordering) LIMIT \(query.limit + 1)) page ON true
            """
    }

    /// Ids, keys, and whether it is an item: the first ones that meet all conditions among
    /// `reach` rows; behind them, if they do not fill the page, the row at which the walk stopped.
    func walk(reach: Int) -> SQL {
        let order = AuctionOrder.walked(query)
        let tests = loose.map { test(of: $0) }.reduce("true" as SQL) { "\(sql: $0) AND \(sql: $1)" }
        return """
            WITH walked AS MATERIALIZED (
                SELECT a.id, \(sql: order.key) AS key, \(sql: tests) AS fits FROM \(sql: order.source)
                WHERE \(sql: led(order))\(sql: order.behind) ORDER BY \(sql: order.ordering) LIMIT \(Int64(reach))),
            found AS MATERIALIZED (SELECT id, key FROM walked WHERE fits LIMIT \(query.limit + 1))
            SELECT id, key, true FROM found
            UNION ALL
            SELECT id, key, false FROM (SELECT id, key FROM walked OFFSET \(Int64(reach - 1))) last
            WHERE (SELECT count(*) FROM found) <= \(Int64(query.limit))
            """
    }

    /// For each condition how many rows meet it, as far as `mostHits`.
    func count(_ conditions: [Condition]) -> SQL {
        let counts = conditions.map {
            "(SELECT count(*) FROM (\(sql: rows(of: $0)) LIMIT \(Int64(Self.mostHits + 1))) rows)" as SQL
        }
        return "SELECT \(sql: counts.dropFirst().reduce(counts.first ?? "") { "\(sql: $0), \(sql: $1)" })"
    }

    /// Whether the search may be rare: the index knows it (a term of one letter has no gram), and it is in
    /// few of the newest texts. A search that is in one text of fifty is in 20 000 of a million, and
    /// the index would take longer to list them than a walk to pass them.
    var maySearchBeRare: SQL {
        """
        SELECT search_grams(\(pattern ?? "")) <> '{}' AND count(*) FILTER (WHERE \(sql: occurs)) < 4
        FROM (SELECT words FROM auction_text ORDER BY auction_id DESC LIMIT 200) t
        """
    }

    // MARK: Conditions

    /// The conditions that the order's index leads to.
    private func led(_ order: AuctionOrder) -> SQL {
        var conditions: SQL = filter.status == nil ? "a.status <> 'cancelled'" : "true"
        if !query.sort.isByPrice, let status = filter.status { conditions = equals(status) }
        switch filter.scope {
        case .everybody: break
        case .selling(let person): conditions = "\(sql: conditions) AND a.seller_id = \(person.rawValue)"
        case .won(let person): conditions = "\(sql: conditions) AND a.winner_id = \(person.rawValue)"
        // The order's source has no others.
        case .bidding: break
        case .liked(let person): conditions = "\(sql: conditions) AND k.person_id = \(person.rawValue)"
        }
        if query.sort == .newest, let category = filter.category {
            conditions = "\(sql: conditions) AND a.category = \(category)"
        }
        if hasPrices, query.sort.isByPrice {
            conditions = "\(sql: conditions) AND \(sql: prices(order.price))"
        }
        return conditions
    }

    /// A status is in the text, so that its plan is made for it: live ones are few, ended ones many.
    private func equals(_ status: AuctionStatus) -> SQL {
        switch status {
        case .upcoming: "a.status = 'upcoming'"
        case .live: "a.status = 'live'"
        case .ended: "a.status = 'ended'"
        case .cancelled: "a.status = 'cancelled'"
        }
    }

    private func prices(_ price: SQL) -> SQL {
        "\(sql: price) BETWEEN \(filter.lowestPrice ?? 0) AND \(filter.highestPrice ?? moneyRange.upperBound)"
    }

    /// Whether row `a` meets the condition.
    private func test(of condition: Condition) -> SQL {
        switch condition {
        case .search:
            "(SELECT \(sql: occurs) FROM auction_text t WHERE t.auction_id = a.id)"
        case .prices: prices("coalesce(a.price, a.start_price)")
        case .kind:
            switch (filter.status, filter.category) {
            case (let status?, let category?): "\(sql: equals(status)) AND a.category = \(category)"
            case (let status?, nil): equals(status)
            case (nil, let category?): "a.category = \(category)"
            case (nil, nil): "true"
            }
        }
    }

    /// All rows that meet the condition, as `id`.
    private func rows(of condition: Condition) -> SQL {
        switch condition {
        case .search:
            """
            SELECT t.auction_id AS id FROM auction_text t
            WHERE search_grams(t.words) @> search_grams(\(pattern ?? "")) AND \(sql: occurs)
            """
        case .prices: "SELECT p.auction_id AS id FROM auction_price p WHERE \(sql: prices("p.price"))"
        case .kind: "SELECT a.id FROM auction a WHERE \(sql: test(of: condition))"
        }
    }

    /// Whether every term is in `t.words`.
    private var occurs: SQL {
        (pattern ?? "").split(separator: "|").map { "strpos(t.words, \(String($0))) > 0" as SQL }
            .reduce("true") { "\(sql: $0) AND \(sql: $1)" }
    }
}

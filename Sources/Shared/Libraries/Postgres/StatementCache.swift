/// The prepared statements of one connection, keyed by their text; the longest unused one leaves.
struct StatementCache {
    struct Statement {
        let number: Int
        /// `s<number>` with its NUL.
        let name: [CChar]
        let types: [UInt32]
        fileprivate var lastUse: Int
    }

    struct Lookup {
        let statement: Statement
        /// Whether it has to be prepared first.
        let isNew: Bool
        /// What must be deallocated for it.
        var evicted: Statement?
    }

    private let limit: Int
    private var statements: [String: Statement] = [:]
    private var uses = 0
    private var lastNumber = 0

    init(limit: Int) { self.limit = limit }

    var count: Int { statements.count }

    mutating func find(_ sql: SQL) -> Lookup {
        uses += 1
        if let place = statements.index(forKey: sql.text),
            statements.values[place].types.elementsEqual(sql.marks.lazy.map(\.oid))
        {
            statements.values[place].lastUse = uses
            return Lookup(statement: statements.values[place], isNew: false)
        }
        // The same text with other types takes the place of the first.
        var evicted = statements.removeValue(forKey: sql.text)
        if evicted == nil, statements.count >= limit,
            let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            evicted = statements.removeValue(forKey: oldest.key)
        }
        lastNumber += 1
        let name = Array("s\(lastNumber)".utf8CString)
        let statement = Statement(
            number: lastNumber, name: name, types: sql.marks.map(\.oid), lastUse: uses)
        statements[sql.text] = statement
        return Lookup(statement: statement, isNew: true, evicted: evicted)
    }

    mutating func forget(_ number: Int) {
        guard let entry = statements.first(where: { $0.value.number == number }) else { return }
        statements[entry.key] = nil
    }
}

import Testing

@testable import Postgres

extension Pipeline.Action where Owner == String {
    /// A short form that can be compared.
    var short: String {
        switch self {
        case .nothing: "-"
        case .deliver(let owner): "deliver \(owner)"
        case .fail(let owner): "fail \(owner)"
        case .failPreparing(let owner, let statement): "fail preparing \(owner) \(statement)"
        case .failExecuting(let owner, let statement): "fail executing \(owner) \(statement)"
        case .forget(let statement): "forget \(statement)"
        case .complete(let owner): "complete \(owner)"
        case .violation: "violation"
        }
    }
}

struct PipelineTests {
    private func expecting(_ steps: (Pipeline<String>.Kind, String)...) -> Pipeline<String> {
        var pipeline = Pipeline<String>()
        for (kind, owner) in steps { pipeline.expect(kind, for: owner) }
        return pipeline
    }

    @Test func `results go to the requests in their order`() {
        var pipeline = expecting(
            (.prepare(1), "a"), (.execute(1), "a"), (.sync, "a"), (.execute(1), "b"), (.sync, "b"))
        #expect(pipeline.requests == 2)
        let actions = [.success, .success, .synced, .success, .synced].map { pipeline.receive($0).short }
        #expect(actions == ["-", "deliver a", "complete a", "deliver b", "complete b"])
        #expect(pipeline.isEmpty && pipeline.requests == 0)
    }

    @Test func `a failed preparation fails its request and not the next one`() {
        var pipeline = expecting(
            (.prepare(1), "a"), (.execute(1), "a"), (.sync, "a"), (.execute(2), "b"), (.sync, "b"))
        let actions = [.failure, .aborted, .synced, .success, .synced].map { pipeline.receive($0).short }
        #expect(actions == ["fail preparing a 1", "-", "complete a", "deliver b", "complete b"])
    }

    @Test func `a failure in a group skips the rest of it, and its preparations are forgotten`() {
        var pipeline = expecting(
            (.execute(1), "a"), (.execute(2), "a"), (.housekeeping, "a"), (.prepare(3), "a"),
            (.execute(3), "a"),
            (.sync, "a"))
        let actions = [.success, .failure, .aborted, .aborted, .aborted, .synced]
            .map { pipeline.receive($0).short }
        #expect(actions == ["deliver a", "fail executing a 2", "-", "forget 3", "-", "complete a"])
    }

    @Test func `a result that nobody asked for is a violation`() {
        var pipeline = expecting((.execute(1), "a"), (.sync, "a"))
        #expect(pipeline.receive(.synced).short == "violation")
        #expect(pipeline.receive(.success).short == "deliver a")
        #expect(pipeline.receive(.failure).short == "violation")
        #expect(pipeline.receive(.synced).short == "complete a")
        #expect(pipeline.receive(.success).short == "violation")
    }

    @Test func `what is abandoned is told once for each request that had not ended`() {
        var pipeline = expecting(
            (.execute(1), "a"), (.sync, "a"), (.prepare(2), "b"), (.execute(2), "b"), (.execute(3), "b"),
            (.sync, "b"),
            (.execute(1), "c"), (.sync, "c"))
        _ = pipeline.receive(.success)
        _ = pipeline.receive(.synced)
        _ = pipeline.receive(.success)
        #expect(pipeline.abandon() == ["b", "c"])
        #expect(pipeline.isEmpty)
    }

    @Test func `a queue that never runs dry stays small and in order`() {
        var pipeline = Pipeline<String>()
        for number in 0..<10_000 {
            pipeline.expect(.execute(1), for: "\(number)")
            pipeline.expect(.sync, for: "\(number)")
            guard number >= 1500 else { continue }
            #expect(pipeline.receive(.success).short == "deliver \(number - 1500)")
            #expect(pipeline.receive(.synced).short == "complete \(number - 1500)")
        }
        #expect(pipeline.owners.count == 1500)
    }
}

struct StatementCacheTests {
    @Test func `a text is prepared once`() {
        var cache = StatementCache(limit: 2)
        let first = cache.find("SELECT \(1)")
        #expect(first.isNew)
        #expect(first.statement.types == [20])
        let second = cache.find("SELECT \(2)")
        #expect(!second.isNew && second.statement.number == first.statement.number)
    }

    @Test func `the same text with other types is another statement, which takes its place`() {
        var cache = StatementCache(limit: 2)
        let first = cache.find("SELECT \(1)")
        let second = cache.find("SELECT \("1")")
        #expect(second.isNew && second.evicted?.number == first.statement.number)
        #expect(cache.count == 1)
    }

    @Test func `the longest unused statement leaves first`() {
        var cache = StatementCache(limit: 2)
        _ = cache.find("a")
        let second = cache.find("b")
        _ = cache.find("a")
        #expect(cache.find("c").evicted?.number == second.statement.number)
        #expect(!cache.find("a").isNew)
        #expect(cache.count == 2)
    }

    @Test func `a forgotten statement is prepared again`() {
        var cache = StatementCache(limit: 2)
        cache.forget(cache.find("a").statement.number)
        cache.forget(99)
        #expect(cache.find("a").isNew)
    }
}

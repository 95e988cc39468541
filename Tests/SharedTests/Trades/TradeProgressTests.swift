import Postgres
import Testing

@testable import Shared

struct TradeProgressTests {
    private var progress = TradeProgress()
    private let days: Int64 = 24 * 3600

    /// Whether the move changed anything, or why it was refused.
    private mutating func move(
        _ state: TradeProgress.State, by person: UserID, after seconds: Int64 = 0
    ) -> Result<Bool, TradeProgress.Rejection> {
        do throws(TradeProgress.Rejection) {
            return .success(try progress.move(to: state, by: person, at: .noon.adding(seconds: seconds)))
        } catch { return .failure(error) }
    }

    @Test mutating func `each step takes both`() {
        for state in [TradeProgress.State.agreed, .done] {
            let before = progress.state
            #expect(move(state, by: .anna) == .success(true))
            #expect(progress.state == before)
            #expect(progress.proposal == .init(state: state, by: .anna, at: .noon))
            #expect(move(state, by: .anna) == .success(false))
            #expect(move(state, by: .ben) == .success(true))
            #expect(progress == TradeProgress(state: state))
        }
    }

    @Test mutating func `what was not agreed on is not done, and an agreement is not opened again`() {
        #expect(move(.done, by: .anna) == .failure(.notAgreed))
        progress = TradeProgress(state: .agreed)
        #expect(move(.open, by: .anna) == .failure(.agreed))
        #expect(progress == TradeProgress(state: .agreed))
    }

    @Test(arguments: [TradeProgress.State.done, .cancelled])
    func `what is over stays over`(state: TradeProgress.State) {
        var over = Self()
        over.progress = TradeProgress(state: state)
        for wanted in TradeProgress.State.allCases {
            #expect(over.move(wanted, by: .anna) == .failure(.closed))
        }
        #expect(state.moves.isEmpty)
    }

    @Test mutating func `either side takes a proposal back, and another one replaces it`() {
        for person in [UserID.anna, .ben] {
            #expect(move(.agreed, by: .anna) == .success(true))
            #expect(move(.open, by: person) == .success(true))
            #expect(progress == TradeProgress())
            #expect(move(.open, by: person) == .success(false))
        }
        _ = move(.agreed, by: .anna)
        #expect(move(.cancelled, by: .ben) == .success(true))
        #expect(progress.proposal?.state == .cancelled)
        #expect(move(.agreed, by: .anna) == .success(true))
        #expect(progress == TradeProgress(proposal: .init(state: .agreed, by: .anna, at: .noon)))
    }

    @Test mutating func `who gets no answer for three days may cancel alone, not agree`() {
        _ = move(.cancelled, by: .anna)
        #expect(move(.cancelled, by: .anna, after: 3 * days - 1) == .success(false))
        #expect(progress.proposal?.at == .noon)
        #expect(move(.cancelled, by: .anna, after: 3 * days) == .success(true))
        #expect(progress == TradeProgress(state: .cancelled))
        progress = TradeProgress()
        _ = move(.agreed, by: .anna)
        #expect(move(.agreed, by: .anna, after: 30 * days) == .success(false))
    }

    @Test func `each refusal has its code`() {
        let codes = [TradeProgress.Rejection.closed, .notAgreed, .agreed].map { Problem($0) }
        #expect(codes.map(\.code) == ["trade.closed", "trade.notAgreed", "trade.agreed"])
        #expect(codes.allSatisfy { $0.kind == .conflict })
    }
}

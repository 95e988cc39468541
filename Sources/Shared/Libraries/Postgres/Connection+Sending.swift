import CPostgres
import EventLoops

extension Connection {
    /// Requests that have no answer yet.
    var load: Int { pipeline.requests + outgoing.count + (script == nil ? 0 : 1) }

    /// Whether it is between transactions with nothing on its way.
    var isClean: Bool { state == .up && load == 0 && PQtransactionStatus(raw) == PQTRANS_IDLE }

    /// Sends the request at the end of the turn, all of a turn with one flush.
    func enqueue(_ request: Request) {
        guard state == .up else { return request.end(.failure(.unavailable("the connection is closed"))) }
        if load == 0 { lastProgress = .now }
        if request.isScript {
            guard script == nil else {
                return request.end(.failure(.unavailable("a script is already running")))
            }
            script = request
        } else {
            outgoing.append(request)
        }
        guard !isFlushDue else { return }
        isFlushDue = true
        loop.atTurnEnd(.flush) { [weak self] in self?.sendOutgoing() }
    }

    func sendOutgoing() {
        isFlushDue = false
        guard state == .up, !isScriptSent else { return }
        let requests = outgoing
        outgoing = []
        for (index, request) in requests.enumerated() {
            // Nobody waits any more and nothing has left: spare the server.
            guard request.isAwaited else { continue }
            guard send(request) else {
                outgoing = Array(requests[index...])
                return fail(errorMessage)
            }
        }
        startScript()
        flush()
    }

    /// libpq copies all that it is given. False if it refuses: the connection is lost or out of memory.
    private func send(_ request: Request) -> Bool {
        for sql in request.statements {
            let found = cache.find(sql)
            if let evicted = found.evicted {
                let isSent = PQsendQueryParams(
                    raw, "DEALLOCATE s\(evicted.number)", 0, nil, nil, nil, nil, 1)
                guard isSent == 1 else { return false }
                pipeline.expect(.housekeeping, for: request)
            }
            let statement = found.statement
            if found.isNew {
                let isSent = PQsendPrepare(
                    raw, statement.name, sql.text, CInt(statement.types.count), statement.types)
                guard isSent == 1 else { return false }
                pipeline.expect(.prepare(statement.number), for: request)
            }
            let isSent = scratch.withBinds(of: sql) { count, values, lengths, formats in
                PQsendQueryPrepared(raw, statement.name, count, values, lengths, formats, 1)
            }
            guard isSent == 1 else { return false }
            pipeline.expect(.execute(statement.number), for: request)
        }
        guard PQpipelineSync(raw) == 1 else { return false }
        pipeline.expect(.sync, for: request)
        return true
    }

    /// Several statements in one text exist only outside pipeline mode, which can be left when idle.
    func startScript() {
        guard let script, state == .up, pipeline.isEmpty, outgoing.isEmpty, !isScriptSent else { return }
        guard PQexitPipelineMode(raw) == 1, PQsendQuery(raw, script.statements[0].text) == 1 else {
            return fail(errorMessage)
        }
        flush()
    }

    /// Outside pipeline mode there is nothing but a script.
    var isScriptSent: Bool { PQpipelineStatus(raw) == PQ_PIPELINE_OFF }

    /// Ends the waiting for requests that began before `instant`; their answers are dropped when they come.
    func expire(before instant: ContinuousClock.Instant) {
        for request in pipeline.owners + outgoing where request.started < instant {
            request.end(.failure(.timeout))
        }
    }
}

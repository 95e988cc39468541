import CPostgres

extension Connection {
    /// Reads what has come and hands out the results that are complete.
    func receive() {
        guard state == .up else { return }
        var isAlive = PQconsumeInput(raw) == 1
        // A TLS record can be longer than what one call takes, and its rest makes no socket readable.
        if isAlive, PQsslInUse(raw) == 1 { isAlive = PQconsumeInput(raw) == 1 }
        let wasBusy = load > 0
        if isScriptSent { receiveScript() } else { receiveResults() }
        guard state == .up else { return }
        receiveNotifications()
        guard state == .up else { return }
        guard isAlive else { return fail(errorMessage) }
        if script != nil || !outgoing.isEmpty { sendOutgoing() }
        guard state == .up else { return }
        if wasBusy, load == 0 {
            refused.removeAll()
            report(.idle)
        }
    }

    private func receiveResults() {
        var sawNothing = false
        while state == .up, !pipeline.isEmpty, PQisBusy(raw) == 0 {
            guard let result = PQgetResult(raw) else {
                // One NULL ends each statement's results; two in a row mean that nothing is left.
                if sawNothing { return }
                sawNothing = true
                continue
            }
            sawNothing = false
            lastProgress = .now
            handle(ResultHandle(result))
        }
    }

    private func handle(_ result: ResultHandle) {
        let status = PQresultStatus(result.raw)
        let event: Pipeline<Request>.Event
        switch status {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: event = .success
        case PGRES_PIPELINE_SYNC: event = .synced
        case PGRES_PIPELINE_ABORTED: event = .aborted
        case PGRES_FATAL_ERROR: event = .failure
        default: return fail("unexpected kind of result: \(status.rawValue)")
        }
        switch pipeline.receive(event) {
        case .nothing: break
        case .deliver(let request): request.append(Rows(result: result))
        case .complete(let request): request.complete()
        case .fail(let request): request.fail(result.error)
        case .failPreparing(let request, let statement):
            cache.forget(statement)
            refused[statement] = result.error
            request.fail(result.error)
        case .failExecuting(let request, let statement):
            let error = result.error
            switch error.sqlState {
            // No such prepared statement: say why it could not be prepared.
            case "26000":
                cache.forget(statement)
                request.fail(refused[statement] ?? error)
            // "cached plan must not change result type": the schema changed, prepare it anew next time.
            case "0A000":
                cache.forget(statement)
                request.fail(error)
            default: request.fail(error)
            }
        case .forget(let statement): cache.forget(statement)
        case .violation: fail("result out of turn: \(result.error)")
        }
    }

    private func receiveScript() {
        while state == .up, PQisBusy(raw) == 0 {
            guard let result = PQgetResult(raw) else {
                guard PQenterPipelineMode(raw) == 1 else { return fail(errorMessage) }
                let ended = script
                script = nil
                ended?.complete()
                return
            }
            lastProgress = .now
            let handle = ResultHandle(result)
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
            case PGRES_FATAL_ERROR: script?.fail(handle.error)
            // A COPY would wait for data that nobody has.
            default: return fail("a script must not use COPY")
            }
        }
    }

    private func receiveNotifications() {
        while state == .up, let notification = PQnotifies(raw) {
            defer { PQfreemem(notification) }
            report(
                .notification(
                    channel: String(cString: notification.pointee.relname),
                    payload: String(cString: notification.pointee.extra)))
        }
    }
}

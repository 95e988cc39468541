extension Offer {
    /// An offer from fields as they came; throws `invalid` with what is wrong.
    package init(amount: Input<Int64>, maximum: Input<Int64>) throws(Problem) {
        var checks = FieldChecks()
        let wanted = checks.required("amount", amount)
        let ceiling = checks.optional("maximum", maximum)
        checks.number("amount", wanted, in: moneyRange)
        checks.number("maximum", ceiling, in: moneyRange)
        if let wanted, let ceiling, ceiling < wanted {
            checks.refuse("maximum", code: "range", "must not be below the amount")
        }
        try checks.finish()
        guard let wanted, let offer = Offer(amount: wanted, maximum: ceiling) else {
            throw .invalid(checks.fields)
        }
        self = offer
    }
}

extension RoomRequest {
    /// A chat line from a field as it came; throws `invalid` with what is wrong.
    package static func chatText(_ input: Input<String>) throws(Problem) -> String {
        var checks = FieldChecks()
        let text = checks.required("text", input)
        checks.text("text", text, count: textLength, isMultiline: true)
        try checks.finish()
        return text ?? ""
    }
}

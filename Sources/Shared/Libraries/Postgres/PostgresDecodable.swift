/// A type that a column can be read as.
package protocol PostgresDecodable {
    /// Throws `PostgresError.decoding` for NULL and for a column of another type.
    init(postgres value: PostgresValue) throws(PostgresError)
}

/// One field of a row: borrowed from the result, valid only during the call that it is given to.
package struct PostgresValue {
    package let oid: UInt32
    /// Nil is NULL.
    package let bytes: UnsafeRawBufferPointer?
    let column: Int

    func required() throws(PostgresError) -> UnsafeRawBufferPointer {
        guard let bytes else { throw .decoding("column \(column) is NULL") }
        return bytes
    }

    func bytes(of type: PostgresType, count: Int? = nil) throws(PostgresError) -> UnsafeRawBufferPointer {
        guard oid == type.oid else { throw mismatch("type \(type.oid)") }
        let bytes = try required()
        if let count, bytes.count != count { throw mismatch("\(count) bytes") }
        return bytes
    }

    func mismatch(_ wanted: String) -> PostgresError {
        .decoding("column \(column) of type \(oid) is not \(wanted)")
    }

    /// `xid`, the type of `xmin`: it is only read, so it is no `PostgresType`.
    private static let transactionId: UInt32 = 28

    /// int8, int4, int2 and xid alike: a wider Swift type reads a narrower column.
    fileprivate func integer<Value: FixedWidthInteger>() throws(PostgresError) -> Value {
        let bytes = try required()
        let wide: Int64
        switch (oid, bytes.count) {
        case (PostgresType.int8.oid, 8): wide = bytes.bigEndian(Int64.self, at: 0)
        case (PostgresType.int4.oid, 4): wide = Int64(bytes.bigEndian(Int32.self, at: 0))
        case (PostgresType.int2.oid, 2): wide = Int64(bytes.bigEndian(Int16.self, at: 0))
        case (Self.transactionId, 4): wide = Int64(bytes.bigEndian(UInt32.self, at: 0))
        default: throw mismatch("an integer")
        }
        guard let value = Value(exactly: wide) else { throw mismatch("\(Value.bitWidth) bits wide") }
        return value
    }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    package init(postgres value: PostgresValue) throws(PostgresError) {
        let raw = try RawValue(postgres: value)
        guard let known = Self(rawValue: raw) else { throw value.mismatch("a \(Self.self)") }
        self = known
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package init(postgres value: PostgresValue) throws(PostgresError) {
        self = value.bytes == nil ? nil : try Wrapped(postgres: value)
    }
}

extension Int64: PostgresDecodable {
    package init(postgres value: PostgresValue) throws(PostgresError) { self = try value.integer() }
}
extension Int: PostgresDecodable {
    package init(postgres value: PostgresValue) throws(PostgresError) { self = try value.integer() }
}
extension Int32: PostgresDecodable {
    package init(postgres value: PostgresValue) throws(PostgresError) { self = try value.integer() }
}

extension Bool: PostgresDecodable {
    package init(postgres value: PostgresValue) throws(PostgresError) {
        self = try value.bytes(of: .bool, count: 1)[0] != 0
    }
}

extension Double: PostgresDecodable {
    package init(postgres value: PostgresValue) throws(PostgresError) {
        if value.oid == PostgresType.float4.oid {
            let bits = try value.bytes(of: .float4, count: 4).bigEndian(UInt32.self, at: 0)
            self = Double(Float(bitPattern: bits))
        } else {
            self = Double(bitPattern: try value.bytes(of: .float8, count: 8).bigEndian(UInt64.self, at: 0))
        }
    }
}

extension String: PostgresDecodable {
    /// text, varchar, char(n), name, json, jsonb, and every type that the schema defines (enums).
    package init(postgres value: PostgresValue) throws(PostgresError) {
        var bytes = try value.required()
        switch value.oid {
        case 19, 25, 114, 1042, 1043: break
        // jsonb is its text after a version byte, which is 1.
        case 3802 where bytes.first == 1: bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
        // The first OID that PostgreSQL gives to what users create (FirstNormalObjectId).
        case 16384...: break
        default: throw value.mismatch("a text")
        }
        self = String(decoding: bytes, as: UTF8.self)
    }
}

extension Timestamp: PostgresDecodable {
    package init(postgres value: PostgresValue) throws(PostgresError) {
        let server = try value.bytes(of: .timestamptz, count: 8).bigEndian(Int64.self, at: 0)
        let (microseconds, isTooLarge) = server.addingReportingOverflow(Self.serverEpoch)
        // The two ends of the range are the server's -infinity and infinity.
        guard !isTooLarge, server != .min else { throw value.mismatch("a finite time") }
        self.init(microseconds: microseconds)
    }
}

/// A type of the server: its OID and that of its array (0: none that we use). Source: `pg_type.dat`.
package struct PostgresType: Sendable, Hashable {
    package let oid: UInt32
    package let array: UInt32

    package static let bool = PostgresType(oid: 16, array: 1000)
    package static let bytea = PostgresType(oid: 17, array: 1001)
    package static let int8 = PostgresType(oid: 20, array: 1016)
    package static let int2 = PostgresType(oid: 21, array: 1005)
    package static let int4 = PostgresType(oid: 23, array: 1007)
    package static let text = PostgresType(oid: 25, array: 1009)
    package static let float4 = PostgresType(oid: 700, array: 1021)
    package static let float8 = PostgresType(oid: 701, array: 1022)
    package static let timestamptz = PostgresType(oid: 1184, array: 1185)
    package static let uuid = PostgresType(oid: 2950, array: 2951)
}

/// A value that `\(value)` in an `SQL` sends as a bind, in the server's binary form.
///
/// A type that is `RawRepresentable` by a bindable type (the domain's ids) needs nothing but the name.
package protocol PostgresBindable {
    static var postgresType: PostgresType { get }
    /// Appends the binary form, without a length.
    func encode(into bytes: inout [UInt8])
    /// Whether NULL is sent; `encode` is not called then.
    var isPostgresNull: Bool { get }
}

extension PostgresBindable {
    package var isPostgresNull: Bool { false }
}

extension PostgresBindable where Self: RawRepresentable, RawValue: PostgresBindable {
    package static var postgresType: PostgresType { RawValue.postgresType }
    package func encode(into bytes: inout [UInt8]) { rawValue.encode(into: &bytes) }
    package var isPostgresNull: Bool { rawValue.isPostgresNull }
}

extension Optional: PostgresBindable where Wrapped: PostgresBindable {
    package static var postgresType: PostgresType { Wrapped.postgresType }
    package func encode(into bytes: inout [UInt8]) { self?.encode(into: &bytes) }
    package var isPostgresNull: Bool { self?.isPostgresNull ?? true }
}

extension Int64: PostgresBindable {
    package static var postgresType: PostgresType { .int8 }
    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
}

extension Int: PostgresBindable {
    package static var postgresType: PostgresType { .int8 }
    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(Int64(self)) }
}

extension Int32: PostgresBindable {
    package static var postgresType: PostgresType { .int4 }
    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
}

extension Bool: PostgresBindable {
    package static var postgresType: PostgresType { .bool }
    package func encode(into bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }
}

extension Double: PostgresBindable {
    package static var postgresType: PostgresType { .float8 }
    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(bitPattern) }
}

extension String: PostgresBindable {
    package static var postgresType: PostgresType { .text }
    package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }
}

extension Timestamp: PostgresBindable {
    package static var postgresType: PostgresType { .timestamptz }
    /// The server counts from 2000-01-01T00:00:00Z, 946 684 800 s after the Unix epoch.
    static let serverEpoch: Int64 = 946_684_800_000_000
    package func encode(into bytes: inout [UInt8]) {
        bytes.appendBigEndian(microseconds.subtractingReportingOverflow(Self.serverEpoch).partialValue)
    }
}

extension [UInt8] {
    mutating func appendBigEndian(_ value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    /// The caller has checked the bounds.
    func bigEndian<Value: FixedWidthInteger & BitwiseCopyable>(_: Value.Type, at offset: Int) -> Value {
        Value(bigEndian: loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}

/**
 * How JSON is read by every party: {@link org.bailiwick.contract.json.StrictJson} is the only
 * reader of JSON that came from outside.
 *
 * <p>Invariants: text that two readers could understand in two ways (duplicate members, bytes that
 * are not UTF-8) is refused, as RFC 8725 section 2.4 and RFC 7493 advise; nesting and numbers are
 * bounded. This package alone of the contract uses a Jakarta API, JSON Processing, which runs
 * without a container (decision 44).
 */
package org.bailiwick.contract.json;

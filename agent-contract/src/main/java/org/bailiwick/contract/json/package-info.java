/**
 * Reading of JSON. All modules read JSON from outside with {@link
 * org.bailiwick.contract.json.StrictJson} only.
 *
 * <p>Invariants: text that two parsers could read in different ways (duplicate members, bytes that
 * are not UTF-8) is refused, as RFC 8725 section 2.4 and RFC 7493 advise; nesting and numbers are
 * bounded. Of this module only this package uses a Jakarta API: JSON Processing, which needs no
 * container (decision 44).
 */
package org.bailiwick.contract.json;

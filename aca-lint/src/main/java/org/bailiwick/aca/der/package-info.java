/**
 * Reads and writes DER (X.690) octet by octet, for untrusted input and for CRLs with a million
 * entries. Bouncy Castle reads and writes all other ASN.1.
 *
 * <p>Doors: {@link org.bailiwick.aca.der.DerCursor} reads, {@link org.bailiwick.aca.der.DerParts}
 * writes. Invariant: neither allocates an object for each value.
 */
package org.bailiwick.aca.der;

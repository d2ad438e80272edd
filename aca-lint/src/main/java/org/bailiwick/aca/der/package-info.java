/**
 * DER (X.690) octet by octet, for what is read from anybody or has a million parts; all else is
 * Bouncy Castle's.
 *
 * <p>Doors: {@link org.bailiwick.aca.der.DerCursor} reads, {@link org.bailiwick.aca.der.DerParts}
 * writes. Invariant: neither makes an object for each value.
 */
package org.bailiwick.aca.der;

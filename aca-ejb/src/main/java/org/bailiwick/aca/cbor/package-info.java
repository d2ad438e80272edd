/**
 * Reads CBOR (RFC 8949) and COSE (RFC 9052) from untrusted senders.
 *
 * <p>Doors: {@link org.bailiwick.aca.cbor.StrictCbor} and {@link org.bailiwick.aca.cbor.CoseSign1}.
 * Invariants: the whole form is checked before anything is built from it, and each value has one
 * form: no duplicate key, no indefinite length, no head longer than needed, no octet after the
 * value; a message chooses neither key nor algorithm.
 */
package org.bailiwick.aca.cbor;

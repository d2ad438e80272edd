/**
 * Reading of CBOR (RFC 8949) and COSE (RFC 9052) that anybody may have sent.
 *
 * <p>Doors: {@link org.bailiwick.aca.cbor.StrictCbor} and {@link org.bailiwick.aca.cbor.CoseSign1}.
 * Invariants: the whole form is proved before anything is built from it, and nothing is read in two
 * ways: no key twice, no indefinite length, no longer head than needed, no octet after the value; a
 * message chooses neither key nor algorithm.
 */
package org.bailiwick.aca.cbor;

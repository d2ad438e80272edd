/**
 * The status of a credential by its serial number, for a program that has no certificate to look
 * at, such as an inventory.
 *
 * <p>Door: {@link org.bailiwick.client.status.StatusClient}. Invariants: an answer counts only if
 * the issuer or a responder that it certifies has signed it, for this request (RFC 6960 section
 * 3.2, RFC 9654); whatever is not proved good or revoked is unknown, with the reason.
 */
package org.bailiwick.client.status;

/**
 * A filter by which a JAX-RS service of the trust domain accepts requests with a Txn-Token, and no
 * others. Door: {@link org.bailiwick.client.resource.TransactionTokenFeature}.
 *
 * <p>Invariants: no resource method runs without a verified certificate of the caller that is known
 * not to be revoked, and a verified Txn-Token which was issued to that caller, for this service,
 * and covers the capability that the method names; a method that names none is never run; a token
 * is for one operation; a refusal is a problem document.
 */
package org.bailiwick.client.resource;

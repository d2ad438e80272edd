/**
 * Outputs of steps that are too long to be a part of orders and answers: each is stored once, in
 * pieces, and named by a reference. Door: {@link org.bailiwick.master.storedresult.StoredResults}.
 *
 * <p>Invariants: what counts is complete, since a result is linked in the commit that ends its
 * step; no transaction and no connection lasts longer than one piece; what is stored is bounded by
 * job, by caller and for all; a result that was never linked goes after a while; a text that is
 * chosen out of a stored result is bounded.
 */
package org.bailiwick.master.storedresult;

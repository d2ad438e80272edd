/**
 * Signed statements on how fresh the registry's knowledge of revocations is. Door: {@link
 * org.bailiwick.ars.freshness.FreshnessStatements}.
 *
 * <p>Invariants: a statement never names a later time than the one up to which all revocations are
 * known; without fresh revocation data or a signature there is no statement, and so no answer that
 * has to carry one.
 */
package org.bailiwick.ars.freshness;

/**
 * What tools and APIs have in common: their place, their bounds, the credential of a call, and what
 * statuses mean.
 *
 * <p>Door: {@link org.bailiwick.broker.access.HttpAsset}. Invariants: the receipt of a call is
 * recorded before its first request; no answer that repeats a secret of its call leaves the broker;
 * a call ends before its deadline.
 */
package org.bailiwick.broker.access;

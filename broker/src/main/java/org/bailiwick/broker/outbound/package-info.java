/**
 * HTTP to back ends: one origin for each asset, its addresses checked, no redirects and no proxy,
 * answers of bounded size and time.
 *
 * <p>Door: {@link org.bailiwick.broker.outbound.BackEndConnection}. Invariants: a request goes to
 * the origin of the asset file and to no other; a header holds visible ASCII only; every failure
 * says by a code whether the request may have reached the back end.
 */
package org.bailiwick.broker.outbound;

/**
 * The paths of EST (RFC 7030; docs/est.md).
 *
 * <p>Invariant: only this package accepts certificate chains that the peer filter has not verified,
 * and it uses them only to authenticate devices.
 */
package org.bailiwick.aca.web.est;

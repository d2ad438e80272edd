/**
 * The paths of EST (RFC 7030; docs/est.md).
 *
 * <p>Invariant: only this package takes certificate chains that the peer filter has not verified,
 * and it only passes them on to the check of devices.
 */
package org.bailiwick.aca.web.est;

/**
 * The paths of EST (RFC 7030; docs/est.md).
 *
 * <p>Invariant: this package alone takes chains that the peer filter did not verify, and does
 * nothing with them but hand them to whoever checks devices.
 */
package org.bailiwick.aca.web.est;

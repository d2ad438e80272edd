/**
 * Access tokens (RFC 9068) bound to a certificate (RFC 8705): their claims, and their check. The
 * door is {@link org.bailiwick.master.access.AccessTokens}.
 *
 * <p>Invariants: a token counts over the certificate that it names only, for this server only, and
 * as long as it and what it came from have not been ended.
 */
package org.bailiwick.master.access;

/**
 * What partners' authorization servers say of access tokens that they have issued (RFC 7662). Door:
 * {@link org.bailiwick.master.introspection.IntrospectedTokens}.
 *
 * <p>Invariants: only an answer that the token is active counts, and only for the seconds that the
 * server's description has; a token goes to its own server and nowhere else, and is in memory only;
 * a server that does not answer holds few threads, and none that others need.
 */
package org.bailiwick.master.introspection;

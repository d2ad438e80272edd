/**
 * The keys that sign for this node.
 *
 * <p>Door: {@link org.bailiwick.aca.authority.Authorities}. Invariants: a private key is used only
 * inside its token; every signature is verified over the given octets before it leaves this
 * package.
 */
package org.bailiwick.aca.authority;

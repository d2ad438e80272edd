/**
 * The keys that sign for this node.
 *
 * <p>Door: {@link org.bailiwick.aca.authority.Authorities}. Invariants: a private key is only ever
 * used inside its token; a signature leaves this package verified, over exactly the octets that
 * were given.
 */
package org.bailiwick.aca.authority;

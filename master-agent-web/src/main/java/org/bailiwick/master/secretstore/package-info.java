/**
 * Produces the Master Agent's store of secrets, which {@link
 * org.bailiwick.node.secretstore.SecretStore} is.
 *
 * <p>Invariant: the Master Agent has one store, whose key is in the token of its domain node.
 */
package org.bailiwick.master.secretstore;

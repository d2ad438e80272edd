/**
 * The attestor {@code container} (requirements R6 and R7): the node that runs the agent's container
 * signs image, namespace and service account for the authority's nonce and the agent's key.
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.container.ContainerAttestor}. Invariants: a node is
 * trusted only for the namespaces and service accounts of a rule that names it; a container is
 * bound to one agent key; only the Verifier appraises the image.
 */
package org.bailiwick.aca.evidence.container;

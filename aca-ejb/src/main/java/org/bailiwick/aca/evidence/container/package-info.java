/**
 * Initial trust from the node that runs the agent's container (requirements R6 and R7): image,
 * namespace and service account, signed by the node for our nonce and the agent's key.
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.container.ContainerTrust}. Invariants: a node speaks
 * only for the namespaces and service accounts of a rule that names it; a container is good for one
 * agent key; the image is judged by the Verifier and nowhere here.
 */
package org.bailiwick.aca.evidence.container;

/**
 * The attestor {@code azure-document}: the attested document of an Azure virtual machine
 * (requirement R6).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.azure.AttestedDocuments}. Invariants: the document
 * answers the authority's nonce; its signer is certified for a metadata host that the operator
 * named, under a root that the operator named; a machine is bound to the first key.
 */
package org.bailiwick.aca.evidence.azure;

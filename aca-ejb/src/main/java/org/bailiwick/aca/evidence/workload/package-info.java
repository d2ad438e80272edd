/**
 * The attestor {@code oidc-token} (requirement R6): an OpenID issuer's token for a workload, such
 * as that of a Kubernetes service account, a cloud's instance or a managed identity.
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.workload.WorkloadTokenAttestor}. Invariants: an issuer
 * is trusted only for the workloads that its file names; a token is valid for one agent key,
 * because its audience contains the authority's nonce or because its workload is bound to the first
 * key.
 */
package org.bailiwick.aca.evidence.workload;

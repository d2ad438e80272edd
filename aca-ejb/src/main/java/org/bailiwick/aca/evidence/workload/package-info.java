/**
 * Initial trust from a workload's token (requirement R6): a Kubernetes service account, an identity
 * token of a cloud's instance, a managed identity, or whatever else an OpenID issuer says of where
 * a workload runs.
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.workload.WorkloadTokenTrust}. Invariants: an issuer is
 * trusted for the workloads that its file names and for no others; a token is good for one agent
 * key, because its issuer bound it to our nonce or because its workload was bound to the first key.
 */
package org.bailiwick.aca.evidence.workload;

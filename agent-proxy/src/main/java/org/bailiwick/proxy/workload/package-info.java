/**
 * The SPIFFE Workload API for the workload beside the proxy: the agent's credential as an
 * X.509-SVID and the bundle of its trust domain (docs/workload-api.md; SPIFFE Workload API sections
 * 3 to 7).
 *
 * <p>Door: {@link org.bailiwick.proxy.workload.WorkloadApi}. Invariants: the private key is given
 * out only if the rules say so and it is in a file; every message is complete, and is pushed to the
 * streams when its content changes; a bundle is never replaced by an older one.
 */
package org.bailiwick.proxy.workload;

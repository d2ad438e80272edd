/** The load of {@code bench/onboarding.sh}: the admission webhook and the SPIFFE Workload API. */
package org.bailiwick.bench.onboarding;

/**
 * Load for the measurements: an operation is performed by several threads at full load or at a
 * given rate, over connections with a client certificate.
 *
 * <p>Door: {@link org.bailiwick.bench.load.Load}.
 */
package org.bailiwick.bench.load;

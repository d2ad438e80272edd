/**
 * Selects the metrics of this trust domain from those of the process. Door: {@link
 * org.bailiwick.aca.web.metrics.OwnMetricsFilter}. Invariant: a metric of another trust domain, or
 * of an unknown trust domain, is never shown.
 */
package org.bailiwick.aca.web.metrics;

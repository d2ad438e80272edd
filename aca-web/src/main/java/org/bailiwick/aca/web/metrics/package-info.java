/**
 * The figures of this trust domain among those of the process. Door: {@link
 * org.bailiwick.aca.web.metrics.OwnMetricsFilter}. A figure of another trust domain is never shown;
 * one that nobody can tell the owner of isn't either.
 */
package org.bailiwick.aca.web.metrics;

/**
 * Metrics for operators. Door: {@link org.bailiwick.aca.meter.Meter}. No secret and no name is a
 * label.
 */
package org.bailiwick.aca.meter;

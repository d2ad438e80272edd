/**
 * The Java programs of {@code bench/run.sh}. They make requests before a measurement, so that the
 * load generator only posts, and evaluate recordings of Java Flight Recorder.
 *
 * <p>Doors: {@link org.bailiwick.bench.PreparedEnrolments} and {@link
 * org.bailiwick.bench.ProfileSummary}, which {@code bench/run.sh} starts.
 */
package org.bailiwick.bench;

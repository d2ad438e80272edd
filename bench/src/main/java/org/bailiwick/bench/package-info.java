/**
 * The Java parts of {@code bench/run.sh}: requests made before a measurement, so that the load is
 * only posting, and the reading of recordings.
 *
 * <p>Doors: {@link org.bailiwick.bench.PreparedEnrolments} and {@link
 * org.bailiwick.bench.ProfileSummary}, the programs that it starts.
 */
package org.bailiwick.bench;

/**
 * Makes requests before a measurement, so that the load is only posting.
 *
 * <p>Door: {@link org.bailiwick.bench.PreparedEnrolments}, the program that {@code bench/run.sh}
 * starts.
 */
package org.bailiwick.bench;

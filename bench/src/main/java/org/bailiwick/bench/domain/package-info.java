/**
 * The load of {@code bench/domain.sh}: requests with client certificates, which wrk and hey cannot
 * send, at full load or at a given rate.
 *
 * <p>Doors: {@link org.bailiwick.bench.domain.DomainLoad}, which the script tells by lines what to
 * do next, and {@link org.bailiwick.bench.domain.DomainReport}, which writes tables of the measured
 * lines.
 */
package org.bailiwick.bench.domain;

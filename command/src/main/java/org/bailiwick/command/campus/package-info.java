/**
 * Network access on a campus: the configuration of a RADIUS server that admits by EAP-TLS (RFC
 * 9190) with certificates of the authority. Door: {@link
 * org.bailiwick.command.campus.CampusCommand}.
 *
 * <p>Invariants: a file that is there is never overwritten; no secret is an argument or printed;
 * what is written admits nobody whose status was not asked at this access.
 */
package org.bailiwick.command.campus;

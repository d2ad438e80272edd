/**
 * The posture of partners' agents, by attestation results that they bring. Door: {@link
 * org.bailiwick.master.appraisal.Appraisals}, which {@link
 * org.bailiwick.master.appraisal.AppraisalFilter} feeds from requests.
 *
 * <p>Invariants: a result counts only if a Verifier has signed it that the partner's description
 * names, for this server, and for the key with which the agent calls; it counts until its age is
 * over; without one the status is none (RFC 9334; draft-ietf-rats-ear-03).
 */
package org.bailiwick.master.appraisal;

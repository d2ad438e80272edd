/**
 * What others report of a subject for a while: risk, and the attestation of partners' agents. Door:
 * {@link org.bailiwick.master.reportedfact.ReportedFacts}.
 *
 * <p>Invariants: the table is bounded, and so is the part of each source; a source changes and
 * takes back only what it has reported itself; every node has all facts in memory, and learns of a
 * change within a moment; a fact counts until its end and not longer.
 */
package org.bailiwick.master.reportedfact;

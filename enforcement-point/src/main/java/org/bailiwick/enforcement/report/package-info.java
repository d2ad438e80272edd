/**
 * What the enforcement point tells the Master Agent: what it has taken over, denied and let
 * through. Doors: {@link org.bailiwick.enforcement.report.DenialBook} and {@link
 * org.bailiwick.enforcement.report.ReportSender}.
 *
 * <p>Invariants: nobody waits for a report; what is kept for the next one is bounded, and what
 * there is no room for is counted.
 */
package org.bailiwick.enforcement.report;

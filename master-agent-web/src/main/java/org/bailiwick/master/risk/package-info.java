/**
 * The risk of callers, people and partners' domains, as officers and partners' servers report it.
 * Doors: {@link org.bailiwick.master.risk.Risks}, {@link org.bailiwick.master.risk.PartnerRisks}
 * for events of partners, and {@link org.bailiwick.master.risk.RiskResource} for officers.
 *
 * <p>Invariants: the highest risk that anybody reports counts; each report has an end; a partner's
 * server speaks for its principals and for its domain's agents only.
 */
package org.bailiwick.master.risk;

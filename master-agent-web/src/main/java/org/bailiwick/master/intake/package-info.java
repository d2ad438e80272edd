/**
 * Authentication of callers by the rule of the called service. Doors: {@link
 * org.bailiwick.master.intake.CallerAuthenticator}, and {@link
 * org.bailiwick.master.intake.ServiceRules} for the rules in force.
 *
 * <p>Invariants: a rule is an expression of AND and OR over named methods; it stands in one file
 * per service and nowhere else; an empty rule and an unknown method are refused when the rule is
 * read; an invalid credential refuses the request, even if another branch passes. The document
 * {@code docs/master-agent.md} has the truth table.
 */
package org.bailiwick.master.intake;

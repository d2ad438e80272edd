/**
 * Authentication of callers, by the rule of the called service. The door is {@link
 * org.bailiwick.master.intake.CallerAuthenticator}.
 *
 * <p>Invariants: a rule is a closed expression of AND and OR over named methods; an empty
 * expression and an unknown method are refused when it is read; a credential that is presented and
 * invalid refuses the request, also where another branch would do. docs/master-agent.md has the
 * truth table.
 */
package org.bailiwick.master.intake;

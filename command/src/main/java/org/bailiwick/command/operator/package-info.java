/**
 * What an operator does against a running authority, over its HTTP API and with the operator's own
 * certificate. Only what can be done without a running one reaches into its database or its HSM: to
 * verify the audit log, and to archive. Door: {@link org.bailiwick.command.operator.CaCommand}.
 */
package org.bailiwick.command.operator;

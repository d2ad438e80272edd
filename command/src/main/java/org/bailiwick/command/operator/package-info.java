/**
 * The commands of an operator, over the HTTP API of a running authority and with the operator's own
 * certificate. Two use its database or HSM, since they work without a running one: to verify the
 * audit log, and to archive. Door: {@link org.bailiwick.command.operator.CaCommand}.
 */
package org.bailiwick.command.operator;

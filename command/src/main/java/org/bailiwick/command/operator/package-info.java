/**
 * What an operator does against a running authority, over its HTTP API and with the operator's own
 * certificate: nothing here reaches into a database or the HSM. Door: {@link
 * org.bailiwick.command.operator.CaCommand}.
 */
package org.bailiwick.command.operator;

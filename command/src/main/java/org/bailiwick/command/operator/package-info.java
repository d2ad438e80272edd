/**
 * {@code ca}: requests of an officer to a running authority, over its HTTP API and with the
 * officer's own certificate. Door: {@link org.bailiwick.command.operator.CaCommand}, which
 * registers the commands of other packages too: ceremonies, audit log and ledger.
 */
package org.bailiwick.command.operator;

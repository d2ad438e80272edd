/**
 * The commands of the operator of a broker (docs/broker.md). Door: {@link
 * org.bailiwick.command.broker.BrokerCommand}.
 *
 * <p>Invariants: a secret comes from standard input or a terminal without echo, never from the
 * command line, and is never shown.
 */
package org.bailiwick.command.broker;

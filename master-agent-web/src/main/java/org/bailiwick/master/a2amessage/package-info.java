/**
 * Reads what callers send by A2A 1.0: requests of JSON-RPC, and messages, which become the text of
 * a job. Door: {@link org.bailiwick.master.a2amessage.MessageOrder}.
 *
 * <p>Invariants: JSON stays text, because values need many times its memory; what a message has
 * done stands in one data part, and text is at most the purpose; each refusal names its error of
 * A2A.
 */
package org.bailiwick.master.a2amessage;

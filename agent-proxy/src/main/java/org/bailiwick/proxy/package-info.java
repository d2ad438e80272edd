/**
 * A process between an agent and its secrets: it holds the key, and the tokens it is given, and
 * hands the agent signatures of one form, the answers of calls to listed places, and work that
 * comes in, over a socket of the file system (docs/agent-proxy.md).
 *
 * <p>Door: {@link org.bailiwick.proxy.AgentProxy}. What the operator's file does not list is
 * refused; the agent never chooses the octets that the key signs; no key and no token that was kept
 * leaves; each use is a line of the log.
 */
package org.bailiwick.proxy;

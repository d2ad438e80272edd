/**
 * A process that keeps an agent's key and tokens, so that the agent does not have them. Over a Unix
 * domain socket, the agent gets signatures of fixed forms, the answers of calls to listed
 * destinations, and the orders of its callers (docs/agent-proxy.md).
 *
 * <p>Door: {@link org.bailiwick.proxy.AgentProxy}. Invariants: the proxy refuses everything that
 * the operator's file does not list; the agent never chooses the octets that the key signs; the
 * agent gets neither the key nor a kept token; each request is a line of the log.
 */
package org.bailiwick.proxy;

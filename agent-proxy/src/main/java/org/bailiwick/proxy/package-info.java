/**
 * A process that keeps an agent's key and tokens, so that the agent does not have them. Over a Unix
 * domain socket, the agent gets signatures of fixed forms, answers to its calls of listed
 * destinations, and orders from its callers (docs/agent-proxy.md).
 *
 * <p>Door: {@link org.bailiwick.proxy.AgentProxy}. Invariants: the proxy refuses everything that
 * the operator's file does not list; the agent never chooses the octets that the key signs; the
 * agent gets neither the key nor a kept token; each request gives one line of the log.
 */
package org.bailiwick.proxy;

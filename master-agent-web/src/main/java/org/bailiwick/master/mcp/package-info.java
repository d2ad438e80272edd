/**
 * The domain as one server of the Model Context Protocol: the transport Streamable HTTP and the
 * methods {@code initialize}, {@code ping}, {@code tools/list} and {@code tools/call}, revisions
 * 2025-11-25 and 2025-06-18. Door: {@link org.bailiwick.master.mcp.McpResource}.
 *
 * <p>Invariants: every message is authenticated, a session id authenticates nobody; a call is a job
 * like any other, with the same rule, decisions, audit rows and bounds; no node remembers anything
 * between two requests, so each may come to another node ({@code
 * docs/decisions/0097-mcp-server.md}).
 */
package org.bailiwick.master.mcp;

/**
 * The tools of servers of the Model Context Protocol: an asset of the kind {@code tool}
 * (docs/backends.md). The broker is an MCP client over streamable HTTP, revision 2025-11-25, with
 * no capabilities of its own: it answers no sampling, no elicitation and no question for roots.
 *
 * <p>Door: {@link org.bailiwick.broker.mcp.McpDriver}. Invariants: only a tool whose definition has
 * the digest of the asset file is called; text of a server is data, and never decides what is done
 * next; answers are bounded in octets, events and time.
 */
package org.bailiwick.broker.mcp;

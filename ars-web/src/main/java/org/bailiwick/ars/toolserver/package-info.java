/**
 * The read API of the MCP registry (its OpenAPI of 2025-12-01) for agents whose capabilities are
 * tools. Door: {@link org.bailiwick.ars.toolserver.ToolServers}.
 *
 * <p>Invariants: an entry says what the authority signed; the endpoint of each entry is the
 * domain's MCP server, because agents take calls of the Master Agent only; a request reads a
 * bounded number of records.
 */
package org.bailiwick.ars.toolserver;

/**
 * One id per request, across threads, log lines and nodes. Door: {@link
 * org.bailiwick.node.request.RequestContext}; the filter is {@link
 * org.bailiwick.node.request.RequestIdFilter}. {@link org.bailiwick.node.request.Preconditions}
 * evaluates conditional requests.
 *
 * <p>Invariants: a caller's id is used only if it is a plain word; the path is kept as sent,
 * without its query, because a query may hold data that must not be logged.
 */
package org.bailiwick.node.request;

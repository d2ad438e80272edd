/**
 * One id per request, across threads, log lines and nodes. Door: {@link
 * org.bailiwick.node.request.RequestContext}; the filter is {@link
 * org.bailiwick.node.request.RequestIdFilter}.
 *
 * <p>Invariants: the id that a caller offers is used only if it cannot carry anything but an id;
 * the path is kept as sent, without its query, because queries may hold what should not be logged.
 */
package org.bailiwick.node.request;

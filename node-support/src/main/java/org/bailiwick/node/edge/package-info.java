/**
 * The guards of every request of every component, in one place. Door: {@link
 * org.bailiwick.node.edge.RequestGuards}.
 */
package org.bailiwick.node.edge;
